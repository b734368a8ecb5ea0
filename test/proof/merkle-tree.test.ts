import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { EMPTY_HEAD, headFrom, levelsOf, pathOf, sha256 } from '../../src/proof/merkle-tree.ts'
import * as naive from './naive-proof.ts'

const leavesOf = (count: number) => Array.from({ length: count }, (_, index) => sha256(Uint8Array.of(index)))
const bytesOf = (hashes: readonly string[]) => Buffer.from(hashes.join(''), 'hex')

test('head and every path are those of the RFC, for trees of 1 to 70 leaves', () => {
  for (let count = 1; count <= 70; count += 1) {
    const leaves = leavesOf(count)
    const levels = levelsOf(bytesOf(leaves))
    assert.is(levels.at(-1)!.toString('hex'), naive.treeHash(leaves), `${count} leaves`)
    for (const [index, leaf] of leaves.entries()) {
      const path = pathOf(levels, index)
      assert.equal(path, naive.auditPath(index, leaves), `leaf ${index} of ${count}`)
      assert.is(headFrom(leaf, index, count, path)?.toString('hex'), naive.treeHash(leaves))
    }
  }
})

test('a head is that of the published examples', () => {
  // Certificate Transparency's tests: the leaves '', 00, 10, 2021, 3031, 40414243, 5051525354555657, 60…6f.
  const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
  const leaves = inputs.map((input) => sha256(Buffer.from(`00${input}`, 'hex')))
  const head = (count: number) =>
    levelsOf(bytesOf(leaves.slice(0, count)))
      .at(-1)!
      .toString('hex')
  assert.is(EMPTY_HEAD.toString('hex'), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  assert.is(head(1), '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d')
  assert.is(head(2), 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125')
  assert.is(head(3), 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77')
  assert.is(head(7), 'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c')
  assert.is(head(8), '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328')
})

test('a path that is too short or too long, and an index beyond the leaves, lead nowhere', () => {
  for (let count = 1; count <= 17; count += 1) {
    const leaves = leavesOf(count)
    const levels = levelsOf(bytesOf(leaves))
    for (const [index, leaf] of leaves.entries()) {
      const path = pathOf(levels, index)
      assert.is(headFrom(leaf, index, count, [...path, leaves[0]!]), null)
      if (path.length > 0) assert.is(headFrom(leaf, index, count, path.slice(0, -1)), null)
      assert.is(headFrom(leaf, count, count, path), null)
    }
  }
})

test('numbers of 32 bits are no limit', () => {
  const path = leavesOf(32)
  const [index, count] = [2 ** 32 - 2, 2 ** 32 - 1]
  // Right all the way but for the lowest level, where it stands alone.
  assert.is(headFrom(path[0]!, index, count, path.slice(0, 31))?.toString('hex'), climb(path))
  assert.is(naive.climbed(path[0]!, index, count, path.slice(0, 31)), climb(path))
})

function climb(path: readonly string[]): string {
  return path.slice(0, 31).reduce((own, beside) => naive.sha256(`01${beside}${own}`), path[0]!)
}

test.run()
