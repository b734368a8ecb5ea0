// While developing: the plain JavaScript of the development dependency. The package's front door would look for a
// native addon, which has a known overflow (CVE-2025-3194); this file does not. vendor/build.mjs puts the library's own
// text in the place of this file in dist, so that users install neither.

module.exports = require('bigint-buffer/dist/browser.js')
