export function layoutFaults() {
  for (const details of document.querySelectorAll('details')) details.open = true
  const faults = []
  const name = (element) =>
    `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} "${element.textContent.trim().slice(0, 30)}"`
  const shown = (selector) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility())
  const scrolls = (element) => element.closest('.scroll') !== null
  const overlap = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5
  const noneOverlap = (elements) => {
    const boxes = elements.map((element) => element.getBoundingClientRect())
    for (let i = 0; i < boxes.length; i++) {
      for (let j = i + 1; j < boxes.length; j++) {
        if (overlap(boxes[i], boxes[j])) faults.push(`${name(elements[i])} overlaps ${name(elements[j])}`)
      }
    }
  }

  const { clientWidth, scrollWidth } = document.documentElement
  if (scrollWidth > clientWidth) faults.push(`the page is ${scrollWidth} wide, the window ${clientWidth}`)
  for (const element of shown('main *:not(svg *)')) {
    const { left, right } = element.getBoundingClientRect()
    if (!scrolls(element) && (left < -0.5 || right > clientWidth + 0.5)) faults.push(`${name(element)} sticks out`)
  }
  for (const map of shown('.treemap')) noneOverlap([...map.querySelectorAll('.tile')])
  for (const graph of shown('svg.graph')) noneOverlap([...graph.querySelectorAll('rect')])
  noneOverlap(shown('main > header > *, main > section, main > details, main > footer'))
  noneOverlap(shown('details > section > *, #findings > *'))
  noneOverlap(shown('.facts b, .facts span'))
  for (const row of shown('.list tr, .settings tr, .legend li')) noneOverlap([...row.children])
  for (const node of shown('svg.graph .node')) {
    const box = node.querySelector('rect').getBoundingClientRect()
    for (const text of node.querySelectorAll('text')) {
      if (text.getBoundingClientRect().width > box.width) faults.push(`${name(text)} is wider than its box`)
    }
  }
  for (const label of shown('.label')) {
    const tile = label.closest('.fill').getBoundingClientRect()
    if (label.getBoundingClientRect().bottom > tile.bottom + 0.5) faults.push(`${name(label)} is cut off`)
  }
  return faults
}

export function leastContrast(selector) {
  const channels = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number)
  const luminance = (colour) => {
    const [r, g, b] = channels(colour).map((channel) => {
      const share = channel / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const behind = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at)
      if (channels(backgroundColor)[3] !== 0) return backgroundColor
    }
    return 'rgb(255, 255, 255)'
  }
  const contrasts = [...document.querySelectorAll(selector)]
    .filter((element) => element.checkVisibility())
    .map((element) => {
      const both = [luminance(getComputedStyle(element).color), luminance(behind(element))]
      return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05)
    })
  return Math.min(...contrasts)
}
