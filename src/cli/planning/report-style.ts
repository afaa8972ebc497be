/**
 * How a report looks on a screen and on paper. It names no font to fetch and no picture; what a colour says stands beside it as text.
 */
export const reportStyle = `
:root { color-scheme: light; }
body { font-family: sans-serif; line-height: 1.45; color: #1a1a1a; background: #fff; max-width: 70rem; margin: 0 auto; padding: 1rem; }
h1, h2, h3, h4 { line-height: 1.2; }
h2 { margin-top: 2.5rem; border-bottom: 2px solid #1a1a1a; }
a { color: #0b4f8a; }
h4 { margin: 0; font-size: 1em; }
figure { margin: 1rem 0; overflow-x: auto; }
svg { max-width: 100%; height: auto; }
table { border-collapse: collapse; margin: 1rem 0; min-width: min(24rem, 100%); }
caption { text-align: left; font-weight: bold; padding: 0.25rem 0; }
caption .query { font-weight: normal; }
.query, td a, th a { white-space: nowrap; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th, td { border: 1px solid #767676; padding: 0.2rem 0.5rem; text-align: left; vertical-align: top; }
td.count { text-align: right; font-variant-numeric: tabular-nums; }
td.withheld { text-align: right; font-style: italic; color: #3d3d3d; background: repeating-linear-gradient(45deg, #fff 0 6px, #eee 6px 8px); }
.wide { overflow-x: auto; padding-right: 1px; }
.beside { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(24rem, 100%), 1fr)); gap: 1rem; }
td.count, td.withheld { white-space: nowrap; }
.legend span { display: inline-block; border: 1px solid #767676; padding: 0.1rem 0.5rem; }
.shade-1 { background: #eff3ff; }
.shade-2 { background: #c6dbef; }
.shade-3 { background: #9ecae1; }
.shade-4 { background: #6baed6; }
.absent { font-style: italic; }
.asked { margin: 0.75rem 0; }
.asked h3 { font-size: 1rem; margin: 0 0 0.25rem; }
.asked p { margin: 0.25rem 0; }
pre { margin: 0; background: #f4f4f4; border: 1px solid #c8c8c8; padding: 0.5rem; overflow-x: auto; white-space: pre-wrap; }
@page { size: A4; margin: 15mm; }
@media print {
  body { max-width: none; padding: 0 1px 0 0; font-size: 10pt; }
  td, span { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h2 { margin-top: 1.5rem; }
  figure, table, tr, pre, .asked { break-inside: avoid; }
  h2, h3, h4, caption, .legend { break-after: avoid; }
  figure, .wide { overflow: visible; }
  .beside { grid-template-columns: 1fr 1fr; padding-right: 1px; }
  .beside th, .beside td { padding: 0.15rem 0.25rem; }
  .wide th, .wide td { font-size: 8pt; padding: 0.15rem 0.25rem; }
  .asked { margin: 0.4rem 0; }
  pre { font-size: 8pt; }
  .asked pre { border: 0; padding: 0.1rem 0.3rem; }
  a { color: inherit; }
}
`;
