const maxPollSeconds = 600;

/** Returns what is wrong with the value of `--poll`, in seconds; empty if it is valid. */
export const pollProblems = (poll: string): string[] =>
  Number(poll) > 0 && Number(poll) <= maxPollSeconds
    ? []
    : [`--poll ${poll} is not a valid interval. Specify seconds, above 0 and up to ${maxPollSeconds}.`];
