const bits = 11;
const buckets = 1 << bits;

/**
 * Sorts owners by their 32-bit keys, equal keys in the order they came: a radix sort, because the time of a sort by comparison
 * is not flat per mention.
 */
export const sortByKey = (
  unsortedKeys: Uint32Array,
  unsortedOwners: Uint32Array,
): { readonly keys: Uint32Array; readonly owners: Uint32Array } => {
  let [keys, owners] = [unsortedKeys.slice(), unsortedOwners.slice()];
  let [nextKeys, nextOwners] = [new Uint32Array(keys.length), new Uint32Array(keys.length)];
  for (let shift = 0; shift < 32; shift += bits) {
    const next = new Uint32Array(buckets + 1);
    for (const key of keys) {
      const bucket = ((key >>> shift) & (buckets - 1)) + 1;
      next[bucket] = (next[bucket] ?? 0) + 1;
    }
    for (let bucket = 1; bucket <= buckets; bucket += 1)
      next[bucket] = (next[bucket] ?? 0) + (next[bucket - 1] ?? 0);
    for (let place = 0; place < keys.length; place += 1) {
      const key = keys[place] ?? 0;
      const bucket = (key >>> shift) & (buckets - 1);
      const at = next[bucket] ?? 0;
      next[bucket] = at + 1;
      nextKeys[at] = key;
      nextOwners[at] = owners[place] ?? 0;
    }
    [keys, nextKeys] = [nextKeys, keys];
    [owners, nextOwners] = [nextOwners, owners];
  }
  return { keys, owners };
};
