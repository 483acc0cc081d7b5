/**
 * Empties a password field once main has what was typed. Fluent's input keeps its text in a state of its own and would put it back: only an
 * input event, after the element's own setter, takes it out of there, too.
 */
export function emptyInput(input: HTMLInputElement): void {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, '');
  input.dispatchEvent(new Event('input', { bubbles: true }));
}
