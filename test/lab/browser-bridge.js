// `window.holdfast` for a browser: the same two functions the preload gives to the Electron window, over HTTP to the browser host.
// Served as a file of its own (the policy allows no inline script) and loaded before the page's own script.
const listeners = new Map();

async function call(name, input) {
  const response = await fetch(`/call/${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ input }),
  });
  if (!response.ok) throw new Error(`the browser host answered ${response.status} to ${name}`);
  return response.json();
}

function on(name, listener) {
  const known = listeners.get(name) ?? new Set();
  listeners.set(name, known.add(listener));
  return () => known.delete(listener);
}

const events = new EventSource('/events');
events.onmessage = ({ data }) => {
  const { name, payload } = JSON.parse(data);
  for (const listener of listeners.get(name) ?? []) listener(payload);
};

Object.defineProperty(window, 'holdfast', { value: Object.freeze({ call, on }) });
