/** Whether this run of the tests has the graph in parts wherever a hub is opened: `npm run test:split`. */
export const splitIsAsked = (): boolean => process.env['TEST_SPLIT'] === '1';
