/** A sign-in that fails in any further attempt as it did in this one. */
export class SignInError extends Error {
  override readonly name = "SignInError";
}
