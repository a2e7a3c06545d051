import markerText from './recovery-marker.sh';

/** Reads and writes the marker that tells a site's folder from every other. */
export const recoveryMarker = { name: 'recovery-marker', text: markerText } as const;
