/**
 * How a report looks on a screen and on paper. It names no font to fetch and no picture; what a colour says stands beside it as text.
 */
export const reportStyle = `
:root { color-scheme: light; }
body { font-family: sans-serif; line-height: 1.45; color: #1a1a1a; background: #fff; max-width: 70rem; margin: 0 auto; padding: 1rem; }
h1, h2, h3 { line-height: 1.2; }
h2 { margin-top: 2.5rem; border-bottom: 2px solid #1a1a1a; }
a { color: #0b4f8a; }
figure { margin: 1rem 0; }
svg { max-width: 100%; height: auto; }
table { border-collapse: collapse; margin: 1rem 0; }
caption { text-align: left; font-weight: bold; padding: 0.25rem 0; }
caption .query { font-weight: normal; }
th, td { border: 1px solid #767676; padding: 0.2rem 0.5rem; text-align: left; vertical-align: top; }
td.count { text-align: right; font-variant-numeric: tabular-nums; }
td.withheld { text-align: right; font-style: italic; color: #3d3d3d; background: repeating-linear-gradient(45deg, #fff 0 6px, #eee 6px 8px); }
.wide { overflow-x: auto; }
.beside { display: grid; grid-template-columns: repeat(auto-fill, minmax(24rem, 1fr)); gap: 1rem; }
.share { white-space: nowrap; }
.legend span { border: 1px solid #767676; padding: 0.1rem 0.5rem; }
.shade-1 { background: #eff3ff; }
.shade-2 { background: #c6dbef; }
.shade-3 { background: #9ecae1; }
.shade-4 { background: #6baed6; }
.absent { font-style: italic; }
pre { background: #f4f4f4; border: 1px solid #c8c8c8; padding: 0.5rem; overflow-x: auto; white-space: pre-wrap; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  td, span { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  figure, tr, .asked { break-inside: avoid; }
  h2, h3, caption { break-after: avoid; }
  .wide { overflow: visible; }
  a { color: inherit; }
}
`;
