/** The fixed part of a problem: what happened; what is safe and what to do next; whether trying again can help by itself. */
export interface Template {
  readonly title: string;
  readonly hint: string;
  readonly retryable: boolean;
}
