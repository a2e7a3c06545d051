import { useEffect } from 'react';
import type { Bridge } from '../shared/ipc/bridge.ts';
import { BridgeContext } from './api/bridge.ts';
import type { Stores } from './api/stores.ts';
import { StoresContext, useInfo } from './api/stores.ts';
import { Screens } from './Screens.tsx';

/** The operator's choice wins over the system's; "system" leaves it to the style sheet. */
function useTheme(): void {
  const theme = useInfo((state) => state.info?.theme ?? 'system');
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);
}

function Themed() {
  useTheme();
  return <Screens />;
}

export function App({ bridge, stores }: { readonly bridge: Bridge; readonly stores: Stores }) {
  return (
    <BridgeContext value={bridge}>
      <StoresContext value={stores}>
        <Themed />
      </StoresContext>
    </BridgeContext>
  );
}
