/**
 * Takes what nobody read of a request's body, such as of one that is refused for its length: workerd ends the connection
 * over it, and the answer is cut short or never comes.
 */
export function drain({ body, bodyUsed }: Request): void {
  if (body && !bodyUsed) void body.pipeTo(new WritableStream()).catch(() => undefined) // who asked has gone
}
