/** Entries of ours in Windows' event log Application (M2). The numbers are documented: monitoring is built on them. */

/** Registered by set-up; without that Event Viewer shows no text. */
export const eventSource = 'Intune Exchange Connector';
/** EventCreate.exe prints the text of the numbers 1 to 1000 as it is. */
export const eventMessageFile = '%SystemRoot%\\System32\\EventCreate.exe';

export const eventNumbers = { started: 100, stopped: 101, failed: 102 } as const;
export type EventName = keyof typeof eventNumbers;
