/**
 * Outlines of a mask, along the edges of its pixels: filling them gives the mask exactly.
 *
 * Each edge between road and other ground is followed with the road on its right hand. Outer outlines
 * so run clockwise on the screen and have a positive area, holes a negative one. Pixels that touch
 * at a corner alone belong to one area.
 */

const STEPS = [[1, 0], [0, 1], [-1, 0], [0, -1]]; // right, down, left, up

/**
 * @param {Uint8Array} levels Probability of road, 0..255, row by row.
 * @param {number} width
 * @param {number} height
 * @param {number} level A pixel is road where its level is at least this.
 * @returns {{outer: number[][], holes: number[][][]}[]} Corners [x, y] in pixels.
 */
export function polygons(levels, width, height, level) {
  const road = (x, y) => x >= 0 && y >= 0 && x < width && y < height && levels[y * width + x] >= level;
  const seen = new Uint8Array((width + 1) * (height + 1));
  const rings = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x <= width; x++) {
      // An upper edge of road begins here: go right along it.
      if (road(x, y) && !road(x, y - 1) && !(seen[y * (width + 1) + x] & 1)) {
        rings.push(follow(road, seen, width, x, y));
      }
    }
  }
  // A hole has upper edges of road as well: below it. So every outline was found.
  const outer = rings.filter((ring) => area(ring) > 0).map((ring) => ({ outer: ring, holes: [] }));
  for (const hole of rings.filter((ring) => area(ring) < 0)) {
    const around = outer.filter((one) => contains(one.outer, hole[0]));
    around.sort((one, other) => area(one.outer) - area(other.outer));
    around[0]?.holes.push(hole);
  }
  return outer;
}

function follow(road, seen, width, startX, startY) {
  const ring = [];
  let [x, y, way] = [startX, startY, 0];
  do {
    seen[y * (width + 1) + x] |= 1 << way;
    ring.push([x, y, way]);
    x += STEPS[way][0];
    y += STEPS[way][1];
    way = turned(road, x, y, way);
  } while (x !== startX || y !== startY || way !== 0);
  const corners = ring.filter(([, , to], index) => to !== ring.at(index - 1)[2]);
  return corners.map(([cornerX, cornerY]) => [cornerX, cornerY]);
}

/** Choose the way on at a corner: left where the road goes on there, so that touching corners join. */
function turned(road, x, y, way) {
  const ahead = [[0, -1, 0, 0], [0, 0, -1, 0], [-1, 0, -1, -1], [-1, -1, 0, -1]][way];
  const left = road(x + ahead[0], y + ahead[1]);
  const right = road(x + ahead[2], y + ahead[3]);
  if (left) return (way + 3) % 4;
  return right ? way : (way + 1) % 4;
}

function area(ring) {
  let sum = 0;
  ring.forEach(([x, y], index) => {
    const [beforeX, beforeY] = ring.at(index - 1);
    sum += beforeX * y - x * beforeY;
  });
  return sum / 2;
}

function contains(ring, [x, y]) {
  const [px, py] = [x + 0.5, y - 0.5]; // inside the road beside the hole's corner
  let inside = false;
  ring.forEach(([ax, ay], index) => {
    const [bx, by] = ring.at(index - 1);
    if (ay > py !== by > py && px < ((bx - ax) * (py - ay)) / (by - ay) + ax) inside = !inside;
  });
  return inside;
}
