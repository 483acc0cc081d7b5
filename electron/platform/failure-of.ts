/** Turns an error that came over a border back into a Failure, to be thrown inside set-up. */
import { type AppError, Failure } from '../../shared/errors.ts';

export function failureOf(error: AppError): Failure {
  const { code, params, retry, detail } = error;
  return new Failure(code, detail === undefined ? { params, retry } : { params, retry, detail });
}
