import { notConfigured, type Sender, type SenderPorts } from './sender.ts';

export const NO_DESKTOP = 'Notifications need the desktop window; this is Holdfast without one.';

export function desktopSender({ notify }: SenderPorts): Sender {
  return {
    send({ content, siteId }) {
      if (notify === undefined) return Promise.resolve(notConfigured(NO_DESKTOP));
      const body = [content.happened, content.next].filter((part) => part !== '').join(' ');
      try {
        notify({ title: content.title, body, siteId });
        return Promise.resolve({ state: 'sent', answer: 'Handed to the system.' });
      } catch (error) {
        return Promise.resolve(notConfigured(`The system refused it: ${error instanceof Error ? error.message : String(error)}`));
      }
    },
  };
}
