/** Why the hub does not start: names the setting, contract or line that is missing or wrong. */
export class ConfigurationError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConfigurationError';
  }
}
