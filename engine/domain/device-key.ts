/** Exchange and Intune spell the same EAS id in different case and with stray blanks (graph.md 12): compared by this key, written as Exchange has it. */
export function deviceKey(id: string): string {
  return id.trim().toLowerCase();
}
