import { join } from 'node:path';
import { openGatewayKey } from '../../access/gateway-key.ts';
import { ConfigurationError } from '../../domain/configuration-error.ts';
import { corePart } from '../../graph/graph-parts.ts';
import { projectFile } from '../configuration.ts';

/** Everything that is set from outside of the gateway. */
export interface GatewayConfiguration {
  readonly host: string;
  readonly port: number;
  /** Where each part of the graph is reached, by its name: an address without path. */
  readonly parts: ReadonlyMap<string, string>;
  readonly gatewayKey: string;
  readonly logLevel: string;
}

const addressOf = (name: string, text: string): string => {
  const url = URL.parse(text);
  if (
    !url ||
    !/^https?:$/.test(url.protocol) ||
    url.pathname !== '/' ||
    url.search ||
    url.hash ||
    url.username
  )
    throw new ConfigurationError(`HUB_PARTS: ${name} has no http address without path.`);
  return url.origin;
};

/** `core=http://core:4000 housing=http://housing:4000`. */
const partsOf = (text: string | undefined): ReadonlyMap<string, string> => {
  const parts = new Map(
    (text ?? '')
      .trim()
      .split(/\s+/)
      .map((each) => {
        const [name = '', address = ''] = each.split('=', 2);
        return [name, addressOf(name, address)] as const;
      }),
  );
  if (!parts.has(corePart)) throw new ConfigurationError('HUB_PARTS: the address of core is missing.');
  return parts;
};

/** Reads what the gateway is told. @throws ConfigurationError naming the setting */
export const readGatewayConfiguration = (
  environment: Readonly<Record<string, string | undefined>>,
): GatewayConfiguration => {
  const isDemo = environment['HUB_PROFILE'] === 'demo';
  if (!isDemo && environment['HUB_PROFILE'] !== 'production')
    throw new ConfigurationError('HUB_PROFILE is missing. It says demo or production.');
  const port = Number(environment['PORT'] || 4000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new ConfigurationError('PORT is not a whole number from 0 to 65535.');
  const demoKey = join(environment['HUB_DATA'] ?? projectFile('.data'), 'keys', 'gateway');
  return {
    host: environment['HOST'] ?? (isDemo ? '127.0.0.1' : '0.0.0.0'),
    port,
    parts: partsOf(environment['HUB_PARTS']),
    gatewayKey: openGatewayKey(environment['HUB_GATEWAY_KEY'] ?? (isDemo ? demoKey : null), isDemo),
    logLevel: environment['LOG_LEVEL'] ?? (isDemo ? 'warn' : 'info'),
  };
};
