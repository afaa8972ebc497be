/** What the log calls a copy of an extract that was fetched, at an address beside the graph. */
export const extractRoot = 'extract';
