import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { CALL_CHANNEL, CALLS, EVENT_CHANNEL, EVENTS } from '../shared/ipc/channels.ts';

/** All the page ever gets of Electron: two functions, fixed channels, known names, no event object. Typed in shared/ipc/bridge.ts. */
contextBridge.exposeInMainWorld('holdfast', {
  call(name: string, input: unknown): Promise<unknown> {
    if (!CALLS.some((known) => known === name)) return Promise.reject(new Error(`unknown call: ${name}`));
    return ipcRenderer.invoke(CALL_CHANNEL, name, input);
  },
  on(name: string, listener: (payload: unknown) => void): () => void {
    if (!EVENTS.some((known) => known === name)) throw new Error(`unknown event: ${name}`);
    const deliver = (_event: IpcRendererEvent, sent: string, payload: unknown) => {
      if (sent === name) listener(payload);
    };
    ipcRenderer.on(EVENT_CHANNEL, deliver);
    return () => void ipcRenderer.off(EVENT_CHANNEL, deliver);
  },
});
