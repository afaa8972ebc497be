/** When the samples of the image were received: where a test hub's clock begins. */
export const imageInstant = '2026-11-21T10:00:00Z';
