import { Option } from 'commander';

/** `--data`, the same on every command that needs the demo's keys or its store. */
export const dataOption = (): Option =>
  new Option('--data <directory>', 'where the demo keeps its store and keys (default: HUB_DATA, or .data)');
