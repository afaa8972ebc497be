import { type ConstDirectiveNode, valueFromASTUntyped } from 'graphql';
import { ConfigurationError } from '../domain/configuration-error.ts';

/** Directives of a type or field, in its definition and in every extension of it. */
export const directivesOf = (element: {
  readonly astNode?: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined;
  readonly extensionASTNodes?: readonly { readonly directives?: readonly ConstDirectiveNode[] | undefined }[];
}): readonly ConstDirectiveNode[] =>
  [element.astNode, ...(element.extensionASTNodes ?? [])].flatMap((node) => node?.directives ?? []);

/** The arguments of each use of one directive. */
export const usesOf = (
  directives: readonly ConstDirectiveNode[],
  name: string,
): readonly Record<string, unknown>[] =>
  directives
    .filter((directive) => directive.name.value === name)
    .map((directive) =>
      Object.fromEntries(
        (directive.arguments ?? []).map((each) => [each.name.value, valueFromASTUntyped(each.value)]),
      ),
    );

/** @throws ConfigurationError: a contract that says this keeps the hub from starting. */
export const refuse = (message: string): never => {
  throw new ConfigurationError(message);
};

/**
 * The one use of a directive; null where there is none.
 *
 * @throws ConfigurationError where there are several.
 */
export const onlyUse = (
  directives: readonly ConstDirectiveNode[],
  name: string,
  where: string,
): Record<string, unknown> | null => {
  const uses = usesOf(directives, name);
  // One contract may not relabel what another has labelled.
  if (uses.length > 1) refuse(`${where} is labelled with @${name} more than once.`);
  return uses[0] ?? null;
};
