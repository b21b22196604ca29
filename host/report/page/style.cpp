#include "host/report/page/style.hpp"

namespace widefield {
namespace {

// Series colours: Okabe and Ito's, darkened on white and lightened on black until each has a
// contrast of at least 3 with the page and text one of 4.5 (tests/report measures both).
constexpr html::Verbatim sheet = R"css(
:root{color-scheme:light dark;
--paper:#ffffff;--ink:#1b1d20;--soft:#555d66;--rule:#d3d8de;--faint:#eceff2;--link:#0b57a4;
--band:#eef1f4;--agrees:#006b3c;--close:#0b57a4;--disagrees:#b3261e;--underpowered:#855400;
--c0:#0072b2;--c1:#c44e00;--c2:#007a5a;--c3:#a8447e;--c4:#8a6100;--c5:#4a4f55}
@media screen and (prefers-color-scheme:dark){:root{
--paper:#14171b;--ink:#e8eaed;--soft:#a9b2bc;--rule:#3a424c;--faint:#22272d;--link:#7fb8f5;
--band:#20252b;--agrees:#56cf95;--close:#7fb8f5;--disagrees:#ff9188;--underpowered:#e5b454;
--c0:#5ab8ee;--c1:#ff9152;--c2:#38cda0;--c3:#e894c5;--c4:#e3c53a;--c5:#c3c9d0}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;padding:2.5rem 1.25rem 4rem;max-width:62rem;background:var(--paper);
color:var(--ink);overflow-wrap:anywhere;
font:1.0625rem/1.55 Charter,"Bitstream Charter","Source Serif 4","Iowan Old Style",Cambria,Georgia,"DejaVu Serif",serif}
a{color:var(--link);text-underline-offset:.15em}
h1,h2,h3,h4{line-height:1.2;font-weight:600;text-wrap:balance}
h1{font-size:2rem;margin:0 0 .4rem}
h2{font-size:1.45rem;margin:3.2rem 0 .6rem;padding-top:.9rem;border-top:2px solid var(--ink)}
h3{font-size:1.2rem;margin:2.6rem 0 .5rem}
h4{font-size:1rem;margin:1.6rem 0 .4rem}
p,blockquote,ul{max-width:44rem}
p{margin:.5rem 0 .9rem}
.lead,.setup,.reference{color:var(--soft)}
.reference{font-size:.95rem}
.lead{margin-bottom:1.4rem}
.setup{font-size:.95rem}
blockquote{margin:1rem 0;padding:.1rem 0 .1rem 1.1rem;border-left:3px solid var(--rule)}
blockquote p{margin:.35rem 0}
code,pre{font-family:ui-monospace,"SFMono-Regular",Menlo,Consolas,"DejaVu Sans Mono",monospace;
font-size:.86em}
pre{padding:.8rem 1rem;background:var(--faint);border-radius:4px;white-space:pre-wrap}
math{font-family:"STIX Two Math","Latin Modern Math","Cambria Math","DejaVu Math TeX Gyre",math}
.scroll{overflow-x:auto;margin:1rem 0 1.4rem}
table,.sans,details,dl,figure svg,.tip{font-family:"Helvetica Neue",Helvetica,Arial,"Liberation Sans","DejaVu Sans",sans-serif}
table{border-collapse:collapse;font-size:.84rem;line-height:1.4;font-variant-numeric:tabular-nums;
min-width:100%}
caption{text-align:left;color:var(--soft);padding:.2rem 0 .5rem}
th{text-align:left;font-weight:600;vertical-align:bottom}
th,td{padding:.34rem .8rem .34rem 0;overflow-wrap:normal}
td{vertical-align:top}
thead th{border-top:1.5px solid var(--ink);border-bottom:1px solid var(--ink)}
tbody{border-bottom:1px solid var(--rule)}
table>tbody:last-child{border-bottom:1.5px solid var(--ink)}
.num{text-align:right;white-space:nowrap}
th.num,td.num{padding-left:.6rem}
.paper th{padding-top:.9rem;font-weight:600}
.outcome{min-width:13.5rem}.compared{min-width:10.5rem}
.words{min-width:15rem;overflow-wrap:anywhere}
.small{font-size:.92em;color:var(--soft)}
.claim{display:block}
.verdict{font-weight:600;white-space:nowrap}
.agrees{color:var(--agrees)}.close{color:var(--close)}.disagrees{color:var(--disagrees)}
.underpowered,.unknown{color:var(--underpowered)}
.power{display:block;font-weight:400;font-size:.92em;color:var(--soft)}
details{margin:.7rem 0;font-size:.9rem}
summary{cursor:pointer;color:var(--link);padding:.2rem 0}
summary:focus-visible,a:focus-visible,.plot:focus-visible{outline:2px solid var(--link);outline-offset:2px}
dl{display:grid;grid-template-columns:minmax(6.5rem,max-content) 1fr;gap:.25rem 1.2rem;font-size:.88rem;margin:.6rem 0}
dt{color:var(--soft)}dd{margin:0}
figure{margin:1.5rem 0 2rem}
figcaption{max-width:44rem;font-size:.92rem;line-height:1.45;color:var(--ink);margin-top:.45rem}
figcaption b{font-weight:600}
.panels{display:flex;flex-wrap:wrap;gap:.6rem 1rem;overflow-x:auto;align-items:flex-start}
.plot{display:block;max-width:none;height:auto;border-radius:3px}
.plot{flex:none}.wide{flex:0 1 auto;min-width:40rem}
@media (min-width:48rem){.plot{max-width:100%}.wide{min-width:0}}
.shapes,.tip{position:absolute}
.plot text{fill:var(--ink);stroke:none}
.tick-label{font-size:12px}.axis-title{font-size:14px}.label{font-size:12.5px}
.plot .tick-label{fill:var(--soft)}
.on-plot{paint-order:stroke}.plot .on-plot{stroke:var(--paper);stroke-width:3}
.axis-title [font-style],.axis-title tspan{font-family:inherit}
.axis-title [font-style=italic]{font-family:"STIX Two Text","Times New Roman","DejaVu Serif",serif}
.axis,.tick,.frame{stroke:var(--soft);stroke-width:1;fill:none}
.grid{stroke:var(--faint);stroke-width:1}
.band{fill:var(--band)}
.zero{stroke:var(--soft);stroke-width:1}
.mark{stroke:var(--soft);stroke-width:1.2;stroke-dasharray:2 3}
.line{stroke:var(--ink);stroke-width:1.5;fill:none;stroke-linejoin:round}
.line.s0,.line.s1,.line.s2,.line.s3,.line.s4,.line.s5{stroke:currentColor}
.dashed{stroke-dasharray:6 4}.dotted{stroke-dasharray:1.5 3.5;stroke-linecap:round}
.s0{color:var(--c0)}.s1{color:var(--c1)}.s2{color:var(--c2)}
.s3{color:var(--c3)}.s4{color:var(--c4)}.s5{color:var(--c5)}
.plot use{fill:currentColor;stroke:var(--paper);stroke-width:.8}
.bar{stroke:currentColor;stroke-width:1.3}
.arrow{fill:currentColor}
.count{fill:currentColor;fill-opacity:.32;stroke:currentColor;stroke-width:.8}
.contour,.contour-measured{stroke:#000;stroke-width:3;fill:none;stroke-linecap:round}
.contour-measured{stroke:#fff;stroke-width:1.3;stroke-dasharray:4 5}
.cell{shape-rendering:crispEdges}
.point{outline:none}
.point:hover use,.point:focus use{stroke:var(--ink);stroke-width:1.6}
.point:hover .count,.point:focus .count{fill-opacity:.7}
.point:hover .cell,.point:focus .cell{stroke:#000;stroke-width:1.5}
.tip{z-index:1;max-width:24rem;padding:.35rem .6rem;border:1px solid var(--rule);border-radius:4px;
background:var(--paper);color:var(--ink);font-size:.8rem;line-height:1.35;pointer-events:none;
box-shadow:0 2px 8px rgb(0 0 0/.18)}
.tip[hidden]{display:none}
footer{margin-top:3.5rem;border-top:2px solid var(--ink)}
@media (max-width:40rem){body{padding:1.4rem 1rem 3rem;font-size:1rem}h1{font-size:1.6rem}
dl{grid-template-columns:1fr}dd{margin-bottom:.35rem}}
@media print{body{max-width:none;padding:0;font-size:10pt}
h2,h3{break-after:avoid}figure,tr,blockquote{break-inside:avoid}
.scroll,.panels{overflow:visible}.plot{max-width:100%}.tip{display:none}
a{color:inherit;text-decoration:none}
table{font-size:7.5pt}th,td{padding-right:.4rem}.num{white-space:normal}
.words,.outcome,.compared{min-width:0}}
)css";

constexpr html::Verbatim script = R"js(
'use strict';
const tip = document.getElementById('tip');
const points = plot => [...plot.querySelectorAll('.point')];
for (const point of document.querySelectorAll('.point')) {
  const title = point.querySelector('title');
  if (!title) continue;
  point.dataset.numbers = title.textContent;
  point.setAttribute('aria-label', title.textContent);
  point.setAttribute('role', 'img');
  point.setAttribute('tabindex', '-1');
  title.remove();
}
const show = point => {
  tip.textContent = point.dataset.numbers;
  tip.hidden = false;
  const at = point.getBoundingClientRect();
  const wide = document.documentElement.clientWidth;
  const left = Math.max(4, Math.min(at.right + 8, wide - tip.offsetWidth - 4));
  const above = at.top - tip.offsetHeight - 8;
  tip.style.left = left + window.scrollX + 'px';
  tip.style.top = (above > 0 ? above : at.bottom + 8) + window.scrollY + 'px';
};
const hide = () => { tip.hidden = true; };
const enter = event => {
  const point = event.target.closest('.point');
  if (point) show(point); else hide();
};
document.addEventListener('pointerover', enter);
document.addEventListener('focusin', enter);
document.addEventListener('keydown', event => {
  if (event.key === 'Escape') hide();
  const plot = event.target.closest('.plot');
  const step = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key];
  if (!plot || !step) return;
  const all = points(plot);
  const here = all.indexOf(document.activeElement);
  const next = all[here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step];
  if (next) next.focus();
  event.preventDefault();
});
)js";

}  // namespace

html::Verbatim style_sheet() {
  return sheet;
}

html::Verbatim hover_script() {
  return script;
}

}  // namespace widefield
