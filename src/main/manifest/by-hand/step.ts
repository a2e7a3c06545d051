/** A numbered step of RESTORE.txt: a heading and its text; lines indented by four spaces are commands. */
export interface Step {
  readonly title: string;
  readonly body: string;
}
