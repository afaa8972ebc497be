import { BlockList, isIPv6 } from 'node:net';

const closedInIpv4 = new BlockList();
// RFC 6890 and its registries: own machine, private and shared networks, link-local (clouds answer there with their
// secrets), documentation, benchmarks, multicast and reserved.
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  closedInIpv4.addSubnet(network, prefix, 'ipv4');

// A list of its own: one of both would take every IPv4 address for one of ::/3, as which IPv6 can write it.
const closedInIpv6 = new BlockList();
// All but 2000::/3, and within it what stands for an IPv4 address or for nobody.
for (const [network, prefix] of [
  ['::', 3],
  ['4000::', 2],
  ['8000::', 1],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  closedInIpv6.addSubnet(network, prefix, 'ipv6');

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

const internal = new BlockList();
for (const [network, prefix] of [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  internal.addSubnet(network, prefix, 'ipv4');
internal.addAddress('::1', 'ipv6');
internal.addSubnet('fc00::', 7, 'ipv6');

// Where clouds answer with a machine's secrets outside of the link-local networks. One of them is public, others look internal.
const metadata = new BlockList();
for (const address of ['100.100.100.200', '168.63.129.16']) metadata.addAddress(address, 'ipv4');
metadata.addAddress('fd00:ec2::254', 'ipv6');

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4');

/** Whether an IP address is this machine's own. */
export const isLoopbackAddress = (address: string): boolean => loopback.check(address, familyOf(address));

/**
 * Whether an IP address lies on this machine or in a network of the house: allowed where somebody named that very host on
 * purpose. Link-local addresses, where clouds keep secrets, are none; nor is an IPv4 address that is written as IPv6.
 */
export const isInternalAddress = (address: string): boolean =>
  internal.check(address, familyOf(address)) &&
  !metadata.check(address, familyOf(address)) &&
  !/^::ffff:/i.test(address);

/** Whether an IP address can be reached from anywhere, and so leads to nothing that only the hub's own network has (T8). */
export const isPublicAddress = (address: string): boolean =>
  !metadata.check(address, familyOf(address)) &&
  (isIPv6(address) ? !closedInIpv6.check(address, 'ipv6') : !closedInIpv4.check(address, 'ipv4'));
