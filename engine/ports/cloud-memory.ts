/** What we remember of Intune between runs. Calls are synchronous and durable when they return. Throws `store.failed`. */
export interface CloudMemory {
  /** Id of the connector record that we had for this organization, whatever the case of its name; null when there was none yet. */
  ownRecord(organization: string): string | null;
  /** Those of all organizations that this connector served; their names in lower case. */
  ownRecords(): readonly { readonly organization: string; readonly id: string }[];
  keepRecord(organization: string, id: string): void;
  forgetRecord(organization: string): void;
}
