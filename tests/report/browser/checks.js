// What a reader would complain about, as a list of sentences. Runs inside the page.
(() => {
  const problems = [];
  const complain = text => { if (problems.length < 40) problems.push(text); };
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const words = element => (element.textContent || '').slice(0, 40);
  for (const fold of all('details')) fold.open = true;

  // ---- the page ----
  const page = document.scrollingElement;
  if (page.scrollWidth > window.innerWidth)
    complain(`the page is ${page.scrollWidth} px wide in a window of ${window.innerWidth}`);
  if (window.hacked !== undefined) complain('a text of the results was run as a script');

  // ---- figures ----
  const apart = (a, b) => a.right <= b.left + 0.5 || b.right <= a.left + 0.5 ||
                          a.bottom <= b.top + 0.5 || b.bottom <= a.top + 0.5;
  const inside = (a, b) => a.left >= b.left - 1 && a.right <= b.right + 1 &&
                           a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
  const overlaps = (elements, others) => {
    for (const element of elements)
      for (const other of others)
        if (element !== other &&
            !apart(element.getBoundingClientRect(), other.getBoundingClientRect()))
          complain(`"${words(element)}" lies on "${words(other)}"`);
  };
  const isDrawn = element => {
    const box = element.getBoundingClientRect();
    return box.width + box.height > 0;
  };
  const checkPlot = plot => {
    const box = plot.getBoundingClientRect();
    if (box.width < 100 || box.height < 10) complain(`a drawing of ${box.width} x ${box.height}`);
    const labels = all('.tick-label', plot), titles = all('.axis-title', plot);
    overlaps(labels, labels);
    overlaps(titles, [...labels, ...titles]);
    for (const text of all('text', plot)) {
      if (!isDrawn(text)) complain(`the text "${words(text)}" is not drawn`);
      if (!inside(text.getBoundingClientRect(), box)) complain(`"${words(text)}" is cut off`);
    }
    for (const point of all('.point', plot))
      if (!isDrawn(point)) complain(`a point is not drawn: ${point.dataset.numbers}`);
  };
  all('.plot').forEach(checkPlot);
  for (const figure of all('figure')) {
    if (!all('.point, .line', figure).some(isDrawn)) complain(`nothing is drawn: ${words(figure)}`);
    if (!isDrawn(figure.querySelector('figcaption'))) complain('a figure without a caption');
  }

  // ---- contrast [WCAG 2.1, 1.4.3 and 1.4.11] ----
  const channels = colour => (colour.match(/[\d.]+/g) || []).map(Number);
  const luminance = ([r, g, b]) => [r, g, b]
    .map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const background = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = channels(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const demand = (element, colour, least) => {
    const got = contrast(channels(colour), background(element));
    if (got < least)
      complain(`contrast ${got.toFixed(2)} below ${least}: ` +
               `${element.tagName} ${element.getAttribute('class') || ''} "${words(element)}"`);
  };
  const hasText = element => [...element.childNodes]
    .some(node => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== '');
  for (const element of all('body *')) {
    if (!hasText(element) || element.closest('script, style, [hidden]')) continue;
    const style = getComputedStyle(element);
    demand(element, element.closest('svg') ? style.fill : style.color, 4.5);
  }
  for (const element of all('.plot .axis, .plot .tick, .plot .line, .plot .bar, .plot .mark, ' +
                            '.plot .zero'))
    demand(element, getComputedStyle(element).stroke, 3);
  for (const element of all('.plot use, .plot .arrow'))
    demand(element, getComputedStyle(element).fill, 3);

  // ---- the numbers of a point, by pointer and by keyboard ----
  const tip = document.getElementById('tip');
  const plot = all('.plot').find(drawing => drawing.querySelector('.point'));
  if (plot) {
    const point = plot.querySelector('.point');
    point.dispatchEvent(new PointerEvent('pointerover', {bubbles: true}));
    if (tip.hidden || !/\d/.test(tip.textContent)) complain('hovering a point shows no numbers');
    document.body.dispatchEvent(new PointerEvent('pointerover', {bubbles: true}));
    if (!tip.hidden) complain('the numbers stay when the pointer leaves');
    plot.focus();
    plot.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true}));
    if (tip.hidden || document.activeElement !== point) complain('the keyboard reaches no point');
    plot.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true}));
    if (!tip.hidden) complain('Escape does not hide the numbers');
  }
  return problems;
})()
