/** A POSIX sh program that runs on servers, imported as text. */
declare module '*.sh' {
  const text: string;
  export default text;
}
