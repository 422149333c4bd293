/** Ends a job: the request or its files are wrong in a way that only training finds. */
export class JobFailure extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
