/** Which servers answered of late: one circuit for each, for the life of the engine. */
import type { Clock } from '../../../shared/host/clock.ts';
import { afterFailure, type Circuit, closedCircuit, mayTry } from '../../domain/circuit.ts';

export class ServerHealth {
  readonly #clock: Clock;
  readonly #circuits = new Map<string, Circuit>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  answered(server: string): void {
    this.#circuits.delete(keyOf(server));
  }

  failed(server: string): void {
    const circuit = this.#circuits.get(keyOf(server)) ?? closedCircuit;
    this.#circuits.set(keyOf(server), afterFailure(circuit, this.#clock.elapsed()));
  }

  /** False while it rests; trying to connect is how it shows that it is back. */
  mayTry(server: string): boolean {
    return mayTry(this.#circuits.get(keyOf(server)) ?? closedCircuit, this.#clock.elapsed());
  }

  resting(): readonly string[] {
    return [...this.#circuits.keys()].filter((server) => !this.mayTry(server));
  }
}

function keyOf(server: string): string {
  return server.toLowerCase();
}
