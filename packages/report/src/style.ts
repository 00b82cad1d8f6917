/** The style of a report: paper and ink of the figures, light or dark as the reader has it; nothing is asked for. */
export const STYLE: string = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1b1f;--soft:#5d5d67;--line:#d8d8de;--wash:#f6f6f8;--good:#00734f;--bad:#b34700;--link:#0072b2}
@media (prefers-color-scheme:dark){:root{--paper:#131316;--ink:#ececf1;--soft:#a3a3ad;--line:#36363d;--wash:#1c1c21;--good:#2ed392;--bad:#f2804c;--link:#9ec9ff}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:break-word}
main{max-width:1080px;margin:0 auto;padding:48px 24px 64px}
h1{font-size:32px;line-height:1.2;margin:0 0 8px;letter-spacing:-.01em}
h2{font-size:21px;line-height:1.3;margin:64px 0 8px;padding-top:24px;border-top:1px solid var(--line)}
h3{font-size:16px;margin:32px 0 8px}
p,ul,dl{max-width:70ch;margin:8px 0 16px}
.soft,figcaption,.source{color:var(--soft)}
.formula{margin:8px 0 16px;max-width:none}
.verdict{margin:32px 0 0;padding:16px 24px;background:var(--wash);border-left:4px solid var(--mark);border-radius:4px}
.verdict.good{--mark:var(--good)}
.verdict.bad{--mark:var(--bad)}
.verdict strong{display:block;font-size:18px;font-weight:600}
.verdict strong::before{content:"";display:inline-block;width:10px;height:10px;margin-right:10px;border-radius:50%;background:var(--mark)}
.verdict ul{margin:8px 0 0;padding-left:20px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px}
dt{font-weight:600}
dd{margin:0;min-width:0}
.scroll{overflow-x:auto;margin:16px 0 24px}
table{border-collapse:collapse;font-size:15px}
caption{text-align:left;color:var(--soft);padding-bottom:8px}
th,td{padding:4px 24px 4px 0;text-align:right;white-space:nowrap}
th:last-child,td:last-child{padding-right:0}
th{font-weight:500;color:var(--soft)}
thead th{border-bottom:1px solid var(--line)}
tbody th{color:var(--ink);font-weight:600}
th:first-child,td.words,th.words{text-align:left}
.figures{columns:2 420px;column-gap:48px;margin:24px 0 0}
.figures>*{break-inside:avoid;margin:0 0 32px}
figure{margin:0;min-width:0}
figure.whole{column-span:all}
figure svg{display:block;max-width:100%;height:auto}
figure.wide{overflow-x:auto}
figure.wide svg{max-width:none;width:100%;min-width:640px}
figcaption{max-width:70ch;font-size:14px;margin:0 0 12px}
figcaption b{color:var(--ink);font-weight:600}
pre{max-width:100%;overflow-x:auto;margin:8px 0 16px;padding:12px 16px;background:var(--wash);border-radius:4px;font:14px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
footer{margin-top:64px;padding-top:16px;border-top:1px solid var(--line);font-size:14px;color:var(--soft)}
@media (max-width:560px){main{padding:24px 16px 48px}h1{font-size:26px}h2{margin-top:48px}.verdict{padding:16px}th,td{padding-right:16px}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:8px}}
@media print{main{max-width:none;padding:0}figure,table,.verdict{break-inside:avoid}h2,h3{break-after:avoid}}
`.trim();
