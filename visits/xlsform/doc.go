// Package xlsform reads a form of the XLSForm standard (a workbook with the sheets
// survey, choices and settings) as a checklist. SUPPORTED.md says what of the
// standard is read. What is not read is named with sheet, row, column and value,
// and the form is then refused whole: a form that is silently half understood asks
// other questions than its author wrote. Only what changes how a page looks is
// passed over, and noted.
//
// XPath is translated into the checklist's own expressions and not evaluated by an
// evaluator beside them: there is then one meaning of values, one set of bounds and
// one order of evaluation, on the tablet and at headquarters, and the tablet links
// neither a workbook reader nor XPath. The price is that a list's expressions
// behave as ODK's do, also in lists written by hand; LISTS.md says so.
package xlsform
