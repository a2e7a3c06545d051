import './design/fonts.ts';
import './design/tokens.css';
import './design/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createStores } from './api/stores.ts';
import { App } from './App.tsx';
import { NoHost } from './NoHost.tsx';

const bridge = window.holdfast;
const element = document.querySelector('#root');
if (element === null) throw new Error('index.html has no #root');
const root = createRoot(element);
if (bridge === undefined) {
  root.render(<NoHost />);
} else {
  const stores = createStores(bridge);
  stores.start();
  root.render(
    <StrictMode>
      <App bridge={bridge} stores={stores} />
    </StrictMode>,
  );
}
