import type { Page } from '@playwright/test';
import { CALLS } from '../../src/shared/ipc/channels.ts';
import type { CallName, EventName } from '../../src/shared/ipc/channels.ts';
import { calls, events } from '../../src/shared/ipc/contract.ts';
import type { Output, ParsedInput, Payload } from '../../src/shared/ipc/contract.ts';
import type { Reply } from '../../src/shared/ipc/reply.ts';
import type { Problem } from '../../src/shared/model/problem.ts';

export type Answer<N extends CallName> = (input: ParsedInput<N>) => Output<N> | Promise<Output<N>>;

export type Answers = { readonly [N in CallName]: Answer<N> };

/** Thrown by an answer that ends as a problem. */
export class FakeProblem extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.title);
    this.problem = problem;
  }
}

/** The other side of the page, played from data: the contract decides what may be asked and what may be answered. */
export interface FakeBridge {
  /** Replaces one answer from now on. */
  answer<N extends CallName>(name: N, answer: Answer<N>): void;
  /** The call ends as this problem from now on. */
  fail(name: CallName, problem: Problem): void;
  /** The call is not answered until the returned function is called. */
  hold(name: CallName): () => void;
  emit<N extends EventName>(name: N, payload: Payload<N>): Promise<void>;
  /** What the page asked for, in order. */
  readonly asked: readonly { readonly name: CallName; readonly input: unknown }[];
  /** Questions and answers that do not fit the contract; a test fails on any. */
  readonly breaches: readonly string[];
}

interface WireReply {
  readonly reply?: Reply<unknown>;
  readonly broken?: string;
}

/** Puts a fake bridge into the page before its first script runs. Neither side can send what the contract does not allow. */
export async function installFakeBridge(page: Page, start: Answers): Promise<FakeBridge> {
  const answers = new Map<CallName, Answer<CallName>>(CALLS.map((name) => [name, start[name] as Answer<CallName>]));
  const held = new Map<CallName, Promise<void>>();
  const asked: { name: CallName; input: unknown }[] = [];
  const breaches: string[] = [];

  const serve = async (name: CallName, raw: unknown): Promise<WireReply> => {
    const call = calls[name] as (typeof calls)[CallName] | undefined;
    const answer = answers.get(name);
    if (call === undefined || answer === undefined) return breach(breaches, `the page asked for ${name}, which is not in the contract`);
    const input = call.input.safeParse(raw);
    if (!input.success) return breach(breaches, `bad input for ${name}: ${input.error.message}`);
    asked.push({ name, input: raw });
    await held.get(name);
    try {
      const output = call.output.safeParse(await answer(input.data as never));
      if (!output.success) return breach(breaches, `the fake answers ${name} wrongly: ${output.error.message}`);
      return { reply: { ok: true, value: output.data } };
    } catch (error) {
      if (error instanceof FakeProblem) return { reply: { ok: false, problem: error.problem } };
      throw error;
    }
  };

  // Undefined does not travel as JSON, so the page says what it has.
  await page.exposeFunction('holdfastTestCall', (name: CallName, input: { readonly given: unknown } | null) =>
    serve(name, input === null ? undefined : input.given),
  );
  await page.addInitScript(pageSide);

  return {
    asked,
    breaches,
    answer: (name, answer) => void answers.set(name, answer as Answer<CallName>),
    fail: (name, problem) =>
      void answers.set(name, () => {
        throw new FakeProblem(problem);
      }),
    hold: (name) => {
      const gate = Promise.withResolvers<void>();
      held.set(name, gate.promise);
      return () => {
        held.delete(name);
        gate.resolve();
      };
    },
    emit: async (name, payload) => {
      const checked = events[name].safeParse(payload);
      if (!checked.success) throw new Error(`the fake emits ${name} wrongly: ${checked.error.message}`);
      await page.evaluate(([event, data]) => (globalThis as unknown as PageSide).holdfastTestEmit(event, data ?? undefined), [
        name,
        payload ?? null,
      ] as const);
    },
  };
}

function breach(breaches: string[], words: string): WireReply {
  breaches.push(words);
  return { broken: words };
}

interface PageSide {
  holdfastTestCall(name: string, input: { readonly given: unknown } | null): Promise<WireReply>;
  holdfastTestEmit(name: string, payload: unknown): void;
  holdfast: unknown;
}

/** Runs in the page. Must not use anything from outside its own body. */
function pageSide(): void {
  const scope = globalThis as unknown as PageSide;
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  scope.holdfastTestEmit = (name, payload) => {
    for (const listener of listeners.get(name) ?? []) listener(payload);
  };
  scope.holdfast = {
    call: async (name: string, input: unknown) => {
      const answer = await scope.holdfastTestCall(name, input === undefined ? null : { given: input });
      if (answer.broken !== undefined) throw new Error(answer.broken);
      const reply = answer.reply as { readonly ok: boolean; readonly value?: unknown } | undefined;
      return reply?.ok === true ? { ok: true, value: reply.value } : reply;
    },
    on: (name: string, listener: (payload: unknown) => void) => {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      set.add(listener);
      return () => void set.delete(listener);
    },
  };
}
