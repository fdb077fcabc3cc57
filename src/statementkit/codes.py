"""Every diagnostic code, once: its title and what a person can do about it.

Codes are stable: a code is never given a second meaning, and never re-used after it is gone.
SK1xx are about the syntax of an order, SK2xx about its meaning (from SK250: lints), SK3xx about
cells and rows, SK4xx about files, SK5xx about layouts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping


@attrs.frozen
class Code:
    """What a code means: a short `title`, and an `explanation` that says what to do."""

    title: str
    explanation: str


_SYNTAX: dict[str, Code] = {
    "SK101": Code(
        "blank order",
        "The text of the order is blank. Write which columns the file has, from left to "
        "right: `date|name|amount`.",
    ),
    "SK102": Code(
        "order too long",
        "The text is longer than any order. Check that the order is given, and not the file "
        "that it describes.",
    ),
    "SK103": Code(
        "empty column",
        "Two separators stand side by side, so a column between them is empty. Write `other` "
        "for a column to ignore.",
    ),
    "SK104": Code(
        "unknown field",
        "The word is no field of the order language. Fields have English names and no quotes; "
        "the reference lists them. Write `other` for a column to ignore.",
    ),
    "SK105": Code(
        "incomplete divide",
        "`divide` takes a number and a percent sign: `divide-1%` changes the sign, "
        "`divide100%` makes euros of cents. The percent sign only ends the number.",
    ),
    "SK106": Code(
        "check after a column",
        "In a branch all checks stand before the first column. Move the check to the front, "
        "or begin a new branch with `;`.",
    ),
    "SK107": Code(
        "check in the default layout",
        "Checks belong to branches, and branches stand after `|conditions=`. Write it before "
        "the first check.",
    ),
    "SK108": Code(
        "wrong separator",
        "Before `conditions=` only `|` separates columns; after it `,` separates columns and "
        "`;` branches.",
    ),
    "SK109": Code(
        "misplaced conditions=",
        "`|conditions=` stands once, between the default layout and the first branch. Only an "
        "order without a default layout begins with `conditions=`.",
    ),
    "SK110": Code(
        "decimal comma in a check",
        "A comma always separates. Write the number with a point, `6>0.5`; a text with a "
        "comma stands in double quotes.",
    ),
    "SK111": Code(
        "missing value",
        "Nothing stands after the comparison or the equals sign. Write `4=BLANK` for an empty "
        "cell, and `debit` alone for the usual D or d.",
    ),
    "SK112": Code(
        "unclosed or empty text",
        "A quoted text, a header in brackets or a regular expression does not end, or has "
        "nothing in it. Inside, a closing quote or bracket is written twice, a slash with a "
        "backslash before it.",
    ),
    "SK113": Code(
        "text after a closing quote",
        "After a quoted text only a separator can follow. A double quote inside a quoted text "
        "is written twice.",
    ),
    "SK114": Code(
        "empty branch",
        "There is no branch after `conditions=`, or two `;` stand side by side. Write a "
        "branch, or delete the separator.",
    ),
    "SK115": Code(
        "branch without columns",
        "After its checks a branch needs columns, `skip` or `end`.",
    ),
    "SK116": Code(
        "branch without a check",
        "Every branch begins with a check that tells which rows it is for. Inside a branch "
        "columns are separated by `,`.",
    ),
    "SK117": Code(
        "incomplete check",
        "A check is a column number or a header in brackets, a comparison and a value: "
        "`4=Refund`, `[Amount]>0`.",
    ),
    "SK118": Code(
        "unknown kind of place",
        "After `@` stands a column number, a header in brackets, a range of characters, a "
        "marker or a path.",
    ),
    "SK119": Code(
        "malformed transform",
        "A transform is a point, a name and perhaps arguments in parentheses: `.upper`, "
        "`.divide(100)`. Arguments are numbers, quoted texts or regular expressions, "
        "separated by commas.",
    ),
    "SK120": Code(
        "unquoted text to look for",
        '`~` looks for a quoted text, `4~"refund"`, or a regular expression, `4~/^Web/`.',
    ),
    "SK121": Code(
        "typographic character",
        "A word processor or a web page put in a character that looks like plain text, or "
        "cannot be seen. Write the plain character.",
    ),
    "SK122": Code(
        "misplaced skip or end",
        "`skip` and `end` stand alone after the checks of a branch, in the place of its columns.",
    ),
    "SK123": Code(
        "number too long",
        "No file has that many columns or characters.",
    ),
    "SK124": Code(
        "constant without quotes",
        'A constant stands in double quotes: `currency:"EUR"`.',
    ),
    "SK199": Code(
        "unexpected text",
        "The text cannot stand at this place. A column is a field, then `?`, a place, "
        "transforms and a literal, each of which may be left out.",
    ),
}

_MEANING: dict[str, Code] = {
    "SK201": Code(
        "places count from 1",
        "Columns of a row and characters of a line count from 1.",
    ),
    "SK202": Code(
        "backward range",
        "The last character of a range stands before the first.",
    ),
    "SK203": Code(
        "blank header",
        "The name of a header is blank. Write the name, or the number of the column.",
    ),
    "SK204": Code(
        "no date",
        "Every layout needs `date`, in branches too. A list of only `other` leaves the row out.",
    ),
    "SK205": Code(
        "no amount",
        "Every layout needs `amount`, `creditSum` or `debitSum`, in branches too. A list of "
        "only `other` leaves the row out.",
    ),
    "SK206": Code(
        "field twice",
        "Only `name`, `description`, `descAndName` and `fee` may stand several times. Write "
        "`amount?|amount?` to take the first that is not blank, or `other` for the one to "
        "ignore.",
    ),
    "SK207": Code(
        "misplaced ?",
        "Either all columns of a field are marked with `?` or none, and flags never are.",
    ),
    "SK208": Code(
        "amount next to sums",
        "A row has either one signed `amount`, or `creditSum` and `debitSum`.",
    ),
    "SK209": Code(
        "two direction flags",
        "`debit` and `credit` say the same thing; a layout has one of them.",
    ),
    "SK210": Code(
        "fee twice",
        "A fee stands beside the amount (`fee`) or inside it (`feeIncluded`), not both in one "
        "layout.",
    ),
    "SK211": Code(
        "literal without a flag",
        "Only `debit` and `credit` take a text after `=`. To choose rows by a text write a branch.",
    ),
    "SK212": Code(
        "arithmetic on a text",
        "Only amounts can be divided, multiplied, negated or made positive.",
    ),
    "SK213": Code(
        "zero as a factor",
        "Nothing can be divided by zero, and an amount times zero is lost.",
    ),
    "SK214": Code(
        "unknown transform",
        "The reference lists the transforms.",
    ),
    "SK215": Code(
        "wrong arguments",
        "The transform takes other arguments; the message shows an example.",
    ),
    "SK216": Code(
        "unusable regular expression",
        "The regular expression is malformed, or could take unbounded time on some text. "
        "Write a simpler one.",
    ),
    "SK217": Code(
        "text transform after arithmetic",
        "Transforms of the text come before those of the number.",
    ),
    "SK218": Code(
        "unusable constant",
        "Only texts and currencies can be the same for every row; a currency is an ISO 4217 code.",
    ),
    "SK219": Code(
        "other with more",
        "`other` is ignored and takes neither place nor transforms, literal or constant.",
    ),
    "SK220": Code(
        "comparison with a text",
        "`>`, `<`, `>=` and `<=` compare with a number or a date, written with a point as the "
        "decimal mark and in the form 2024-01-31.",
    ),
    "SK221": Code(
        "misplaced BLANK",
        "`BLANK` and `NOTBLANK` go with `=` only.",
    ),
    "SK222": Code(
        "no such day",
        "The date of a check does not exist. Write year-month-day.",
    ),
    "SK223": Code(
        "too many digits",
        "Numbers of an order have at most 28 digits.",
    ),
    "SK224": Code(
        "place of another format",
        "Headers and column numbers belong to files with columns, ranges of characters to "
        "`fixed`, markers and paths to `xml`.",
    ),
    "SK225": Code(
        "column without a place",
        "Lines of `fixed` and records of `xml` have no columns, so every field needs a place.",
    ),
    "SK226": Code(
        "check of an unknown item",
        "Where a file has no columns, a number in a check counts the items of the default "
        "layout, which must have a place.",
    ),
    "SK230": Code(
        "header not found",
        "The header of the file lacks the name or has it several times. Correct the name, or "
        "use the number of the column.",
    ),
    "SK231": Code(
        "place without a file",
        "A header, marker or path can only be looked up where the names of the columns or the "
        "format are known.",
    ),
    "SK232": Code(
        "more than an order can hold",
        "A column takes 100 transforms, an order 1,000 branches, and no column has a number above "
        "16,384. Whoever needs more sorts or changes payments after they were read, by rules or in "
        "a program.",
    ),
    "SK250": Code(
        "separator at the end",
        "A separator with nothing behind it means nothing.",
    ),
    "SK251": Code(
        "text comparison of an amount",
        "`=` compares texts, so `1.50` differs from `1.5`. Compare amounts with `>` and `<`; "
        "quote the text if it is meant.",
    ),
    "SK252": Code(
        "flag next to sums",
        "`creditSum` and `debitSum` already say the direction, so a flag changes nothing.",
    ),
    "SK253": Code(
        "single ?",
        "A single column marked with `?` is the same as one without.",
    ),
    "SK254": Code(
        "typographic character in a text",
        "The text begins or ends with a typographic quote, has a long dash before a number, "
        "or an invisible character. Banks seldom write so; quote the text if it is meant.",
    ),
    "SK255": Code(
        "BLANK misspelt",
        "Only `BLANK` and `NOTBLANK` in capitals look for empty cells; any other spelling is "
        "a text.",
    ),
    "SK256": Code(
        "impossible branch",
        "The checks of the branch contradict each other: no row can pass them all.",
    ),
    "SK257": Code(
        "unreachable branch",
        "The first branch that matches wins, and an earlier branch takes every row of this "
        "one. Put the stricter one first.",
    ),
    "SK258": Code(
        "branch like the default",
        "The branch has the columns of the default layout, so it only keeps its rows from "
        "later branches.",
    ),
    "SK259": Code(
        "order that reads nothing",
        "Every row would be left out.",
    ),
    "SK260": Code(
        "place by position among named places",
        "A column without a place is taken from its position in the list, in which every item "
        "but constants counts.",
    ),
    "SK261": Code(
        "text that went too far",
        "The text holds what looks like columns. Before `conditions=` only `|` separates, "
        "after it only `,` and `;`. Quote the text if it is meant.",
    ),
}

_CELLS: dict[str, Code] = {
    "SK301": Code(
        "not an amount",
        "The cell does not read as money in the number format of the layout. Look at the cell: a "
        "letter, a second mark or wrong digit groups are named in the message. If every row says "
        "this, set `decimal` and `thousands` of the layout, or check that the order names the "
        "right column.",
    ),
    "SK302": Code(
        "not a date",
        "The cell does not read with any pattern of `date_format`. If every row says this, correct "
        "the pattern (the message names one that fits, where there is one) or the column.",
    ),
    "SK303": Code(
        "not a currency code",
        "A currency column must hold the letters of ISO 4217, such as EUR. A sign such as `$` "
        "stands for several currencies: drop the column and set `currency` in the layout, or "
        "replace the sign in the order.",
    ),
    "SK304": Code(
        "blank cell",
        "The row has nothing where a value is needed. If such rows are no transactions, leave "
        "them out with a branch such as `6=BLANK,skip`.",
    ),
    "SK305": Code(
        "more digits than an amount has",
        "Amounts have at most 38 digits. A longer number is most often an identifier: check that "
        "the order names the right column.",
    ),
    "SK306": Code(
        "quotient that does not end",
        "The division that the order asks for has no exact decimal result, as 1 / 3. The first 28 "
        "digits are kept. Multiply instead, or divide by a number whose quotient ends.",
    ),
    "SK307": Code(
        "no such day",
        "The date fits the pattern, but the calendar has no such day, or its day of the week is "
        "another one. Day and month may be the other way round: compare `dd/MM/yyyy` and "
        "`MM/dd/yyyy`.",
    ),
    "SK308": Code(
        "year out of range",
        "Years before 1900 and after 2999 are taken for errors of reading. Check the pattern: "
        "`yyyy` where the file has two digits, or digits of another field in its place.",
    ),
    "SK309": Code(
        "cell too long for a regular expression",
        "Regular expressions are searched in cells up to a fixed length, so that no file can make "
        "the program hang. Take a part of the cell first, as `description.slice(1,500)`.",
    ),
    "SK310": Code(
        "row without a date",
        "The cell of the date is blank, or the row ends before it. If such rows are no bookings, "
        "leave them out with a branch such as `1=BLANK,skip`.",
    ),
    "SK311": Code(
        "row without an amount",
        "Every cell that could hold the amount is blank, or the row ends before it. If such rows "
        "are no bookings, leave them out with a branch such as `6=BLANK,skip`.",
    ),
    "SK312": Code(
        "both sums filled",
        "The row has money in and money out, and nothing says which of them is its amount. Map "
        "one of the columns, or give such rows a branch of their own.",
    ),
    "SK313": Code(
        "negative sum",
        "`creditSum` and `debitSum` are sizes. Where a bank prints all of them negative, write "
        "`debitSumdivide-1%`; where a negative sum is a reversal, set `negative_sums` to `linear`.",
    ),
    "SK314": Code(
        "sign against flag",
        "The direction flag says money in, the amount is negative. Say in the layout which of the "
        "two counts: `sign_conflict` is `flag` (the default, with this warning), `amount` or "
        "`error`.",
    ),
    "SK316": Code(
        "no branch takes the row",
        "The order has no default layout, and the row passes the checks of no branch. Add a "
        "branch for such rows, or one that leaves them out.",
    ),
    "SK318": Code(
        "cell that is no text",
        "A mapper was called with a row of something else than text. Hand in the cells as the "
        "file prints them: a number or a date that was read before has lost how it was written.",
    ),
    "SK319": Code(
        "two currencies in a row",
        "The currency printed beside an amount is not the currency of its row. Map the column of "
        "the currency, or correct the layout's `currency`; a layout without either takes the one "
        "beside the amount.",
    ),
    "SK320": Code(
        "line ends inside a cell",
        "A fixed-width line ends inside an amount or a date, or before the flag that says its "
        "direction. What stands there may be half of it, so the line is not read. Fetch the file "
        "again; if the record is of another kind, choose it by a condition.",
    ),
    "SK321": Code(
        "no sign in the last digit",
        "`.overpunch` reads digits of which the last may be a letter that carries the sign, as "
        "`0000315}`. Check the place, or leave the transform out.",
    ),
    "SK322": Code(
        "place that cuts a character",
        "The places of the layout are bytes, and this one begins or ends inside a character of "
        "several bytes. Correct the place, or leave out `positions` where the file counts "
        "characters.",
    ),
    "SK323": Code(
        "more findings than are told",
        "So many rows are problems, or have warnings, that only the first 10,000 findings are told "
        "one by one. All are counted: `counts.problems` is exact. The file is hardly the one that "
        "its layout is for: mend what the first findings are about. `scan` tells of every row.",
    ),
}

_FILES: dict[str, Code] = {
    "SK401": Code(
        "file cannot be opened",
        "The path leads to no file, to a folder, or to a file that may not be read; or a "
        "stream was read before and cannot go back. Check the path and its permissions; "
        "save a stream as a file to read it twice.",
    ),
    "SK402": Code(
        "file is not in the declared encoding",
        "Most lines with letters beyond ASCII are no text in the encoding of the layout. "
        "The hint says which encoding the bytes look like; write it as encoding in the "
        "layout.",
    ),
    "SK403": Code(
        "encoding cannot be told",
        "Two encodings fit the bytes about as well, or none does. Open the file in an "
        "editor, look in which encoding the names read right, and write that one as "
        "encoding in the layout.",
    ),
    "SK404": Code(
        "file is no text",
        "The file is a workbook, a document, a picture or a program. Export the statement"
        " as CSV or text.",
    ),
    "SK405": Code(
        "zip file leaves a choice",
        "A zip file with several files does not say which of them is meant, or holds "
        "none. Name it behind an exclamation mark: statements.zip!march.csv.",
    ),
    "SK406": Code(
        "delimiter cannot be told",
        "No delimiter, or more than one, cuts the lines into cells of equal number. Write"
        " it as delimiter in the layout.",
    ),
    "SK407": Code(
        "header not found",
        "No line holds the names by which the layout finds the header. The hint names the"
        " line that comes nearest. Correct header in the layout, or use the layout of "
        "this kind of export.",
    ),
    "SK408": Code(
        "header differs from the layout's",
        "The columns are not where the layout expects them: the bank moved, renamed or "
        "left out some, or it is another kind of export. Correct the order and "
        "header_fingerprint together.",
    ),
    "SK409": Code(
        "quote is not closed",
        "A quoted cell begins on the line and does not end where a cell can end, or not "
        "within 100 lines. The line is left out and reading goes on with the next. Close "
        "the quote in the file, or write quote = 'none' in the layout where quotes are "
        "plain text.",
    ),
    "SK410": Code(
        "line is too long",
        "A line has more than 8 million characters, or a quoted cell more than the csv "
        "module allows (131,072, unless the program raised it). The line is left out. "
        "Check that records stand on lines of their own.",
    ),
    "SK411": Code(
        "line holds NUL bytes",
        "NUL bytes in a text are damage. The line is left out; fetch the file again from the bank.",
    ),
    "SK412": Code(
        "bytes are no text",
        "Some bytes of the line are no text in the encoding of the file. The line is left"
        " out, never mended. When many lines have this problem, the encoding of the "
        "layout is wrong; when few, fetch the file again.",
    ),
    "SK413": Code(
        "packed file is broken",
        "A gzip or zip file is cut short, damaged or locked with a password. What could "
        "be unpacked before was read. Fetch the file again, or unpack it first.",
    ),
    "SK414": Code(
        "byte order mark contradicts the layout",
        "The file begins with a mark that says in which Unicode encoding it is, and the "
        "layout declares another. The mark is believed. Correct encoding in the layout.",
    ),
    "SK415": Code(
        "file is empty",
        "There is nothing in the file, or nothing below the lines to skip. Export the "
        "statement again.",
    ),
    "SK420": Code(
        "unknown kind of file",
        "No shipped layout has the header of the file, or several have. Name a layout, or give "
        "an order and a date format.",
    ),
    "SK422": Code(
        "no record on the line",
        "The line lies above the header or is blank. Name a line on which a record stands.",
    ),
    "SK423": Code(
        "undecided format",
        "A key of the layout is `auto`, and the cells of the file can be read in more than one "
        "way. The hint names them: write the right one into the layout.",
    ),
    "SK424": Code(
        "contradicting cells",
        "A key of the layout is `auto`, and no single way reads all the cells of the file. Look "
        "at the line of the message, and write the key into the layout: rows that do not fit are "
        "then reported one by one.",
    ),
}

_SHAPES: dict[str, Code] = {
    "SK430": Code(
        "record of another length",
        "The layout gives records a length, and what is left of a line is shorter. At the end of a "
        "file it was cut off: fetch it again. Everywhere, `record` in the layout is wrong.",
    ),
    "SK431": Code(
        "continuation of nothing",
        "A record continues the one above by the checks of `continuation`, and there is none. The "
        "file was cut off at its start, or the checks take records that stand by themselves.",
    ),
    "SK432": Code(
        "record longer than the layout's",
        "The text of other records is put behind each record, at places that `record` decides, and "
        "this one is longer. Set `record` to the length of the longest.",
    ),
    "SK433": Code(
        "hook that failed",
        "The function that the layout names as `hook` raised an error or gave something that is no "
        "line and row. The message says what; it is for the author of the hook.",
    ),
    "SK434": Code(
        "no closing balance",
        "The layout says where the closing balance stands, and below an opening balance the file "
        "has none. It may have been cut off: the transactions are not proven to be all.",
    ),
}

_INFERENCE: dict[str, Code] = {
    "SK436": Code(
        "no table of payments",
        "No record of the file holds a date and an amount, so nothing can be found out about it. "
        "Look whether it is a statement, and one with payments; if it is, give an order and a "
        "date format.",
    ),
    "SK437": Code(
        "the file leaves a question open",
        "What the file says does not decide how it is to be read, and nothing is guessed. Answer "
        "the question with the key that the message names, or run `statementkit infer` on the "
        "file to see the evidence and all the answers.",
    ),
    "SK438": Code(
        "something to look at in an inferred layout",
        "The layout was found, but something about the file should be looked at: rows that cannot "
        "be read, balances that do not follow, a cost that is not used.",
    ),
}

_WORKBOOKS: dict[str, Code] = {
    "SK440": Code(
        "a part of the program is missing",
        "This kind of workbook is read with the help of another package. Install it with the "
        "command that the message names.",
    ),
    "SK441": Code(
        "damaged workbook",
        "The workbook breaks the rules of its format. It was cut off or changed on its way: fetch "
        "it again. If it opens in a spreadsheet program, save it anew there.",
    ),
    "SK442": Code(
        "workbook with a password",
        "The workbook cannot be read without its password. Open it in a spreadsheet program and "
        "save it without one.",
    ),
    "SK443": Code(
        "no such sheet",
        "The layout names a sheet by `sheet`, and the workbook has none of that name or number. "
        "The hint lists those that it has.",
    ),
    "SK444": Code(
        "empty workbook",
        "No sheet that a person would see holds anything. Export the statement again; if the data "
        "stands on a hidden sheet, name it in the layout.",
    ),
    "SK445": Code(
        "several sheets",
        "More than one sheet may be meant, and reading one of them would drop the others without a "
        "word. Name the right one in the layout; read each by itself if all are.",
    ),
    "SK446": Code(
        "cell that cannot be trusted",
        "A cell that the order reads has no value that is what the sheet shows: a formula that "
        "failed or was never calculated, a number of more than 15 digits, a number that is shown "
        "rounded, a day that does not exist. Correct it in a spreadsheet program, or take the "
        "bank's CSV.",
    ),
    "SK447": Code(
        "merged header",
        "A cell of the header is merged with others, so that it is open what the columns below it "
        "are called. Leave out the header by `header = false` and `skip_lines`, or undo the "
        "merging.",
    ),
}

_TAGS: dict[str, Code] = {
    "SK450": Code(
        "not well-formed",
        "The file breaks the rules of XML at the line shown, most often because it was cut off. "
        "The records above are read. Fetch the file again. Files with tags that are no XML (OFX 1) "
        'are read by a start tag as `record`, such as `record = "STMTTRN"`.',
    ),
    "SK451": Code(
        "elements in elements without end",
        "More than 250 elements stand in one another. No statement is built so: the file is "
        "damaged, or is no statement.",
    ),
    "SK452": Code(
        "text without end",
        "A tag, a comment or the texts of one record are longer than any statement has them. Check "
        "that the file is a statement, and that `record` names what is one record.",
    ),
    "SK453": Code(
        "document type",
        "The file has a `<!DOCTYPE>`, by which XML can fetch other files and grow to any size. It "
        "is refused as a whole. Take the declaration out of a file that you trust.",
    ),
    "SK454": Code(
        "unknown encoding of XML",
        "The first line of the file names an encoding that the XML parser does not have. Save the "
        "file as UTF-8, and write so into its first line.",
    ),
    "SK455": Code(
        "record without an end tag",
        "A record begins and the next begins, or the file ends, before its end tag. It may lack "
        "values, so it is left out. Fetch the file again.",
    ),
    "SK456": Code(
        "no place for records",
        "The file has no element in which a record of the layout could stand: it is another kind "
        "of file. Choose the layout for it, or correct `record`.",
    ),
}

_LAYOUTS: dict[str, Code] = {
    "SK501": Code(
        "layout is not TOML",
        "The text of the layout breaks the rules of TOML at the place shown: texts stand "
        "in quotes, one key on a line. Layouts are saved in UTF-8.",
    ),
    "SK502": Code(
        "unknown key",
        "A layout has no key of this name. The hint names the nearest; the reference "
        "lists them all.",
    ),
    "SK503": Code(
        "value does not fit its key",
        "The key takes other values than the one given; the message says which.",
    ),
    "SK504": Code(
        "unknown layout",
        "No shipped layout has this name. The hint names the nearest; a layout of your "
        "own is given by the path of its TOML file.",
    ),
    "SK505": Code(
        "layout file cannot be read",
        "The path leads to no file, or to one that may not be read. Check the path and "
        "its permissions.",
    ),
    "SK510": Code(
        "auto without a file",
        "`auto` lets a file decide, and a mapper that is compiled by itself has none. Write the "
        "date pattern and the decimal mark, or read the file with the layout.",
    ),
    "SK511": Code(
        "no date format",
        "The order has a date, and there is no default for how dates are written. Set "
        "`date_format` to a pattern, or to `auto`.",
    ),
    "SK512": Code(
        "layout without an order",
        "The layout says how the file is built, but not what stands where. Add `order`.",
    ),
    "SK513": Code(
        "unusable setting",
        "A pattern, language, time zone or number format cannot be used; the message says why.",
    ),
    "SK514": Code(
        "unusable hook",
        "The layout names a `hook`, and no installed package has an entry point of that name in "
        "the group `statementkit.hooks`, or it cannot be loaded. Install the package, or correct "
        "the name.",
    ),
    "SK515": Code(
        "balances without a condition",
        "`opening_balance` and `closing_balance` are orders for some records only: each list of "
        'columns stands in a branch, as in `conditions=[1-2]="11",date@21-26,amount@34-47`.',
    ),
    "SK516": Code(
        "path outside of records",
        "A path begins with the name of a record (`/Ntry/Amt`) or with that of an element around "
        "it (`/Stmt/Acct/Id/IBAN`). This one begins with neither, so nothing could stand there.",
    ),
    "SK520": Code(
        "doubtful date pattern",
        "The pattern can be used, but a letter in it most likely means something else than "
        "was wanted: `hh` without `a`, say. The hint names the letter that is usual.",
    ),
    "SK560": Code(
        "not such a configuration",
        "The text to convert is not in the format that was named, or breaks its rules at the line "
        "shown. Check which program the file belongs to.",
    ),
    "SK561": Code(
        "unknown converter",
        "There is no converter of this name. The hint lists them.",
    ),
    "SK562": Code(
        "not expressed",
        "The configuration of the other program says something that the layout does not. Complete "
        "the layout by hand if your files need it.",
    ),
    "SK563": Code(
        "taken for something",
        "The configuration leaves something open, and the converter had to take it for what is "
        "most likely meant. Compare the result with a file.",
    ),
    "SK564": Code(
        "left out",
        "The configuration says something that is no matter of reading a file: names of accounts, "
        "rules, budgets.",
    ),
}

_EXCHANGE: Mapping[str, Code] = {
    "SK600": Code(
        "not a file of 1C",
        "Neither the first line of 1CClientBankExchange nor a mark of its sections was found. "
        "Choose a layout, or ask the bank for the file for 1C (`kl_to_1c.txt`).",
    ),
    "SK601": Code(
        "destroyed letters",
        "The file was opened in a wrong encoding and saved: its Russian letters are lost, and no "
        "program brings them back. Fetch it from the bank again, and read it before anything else "
        "opens it.",
    ),
    "SK602": Code(
        "mixed encodings",
        "A part of the file is in another encoding than the rest: a value, a key or a mark. Each "
        "part was read in its own. Tell the bank.",
    ),
    "SK603": Code(
        "another encoding than declared",
        "`Кодировка` names another encoding than the one of the bytes, as in every fourth file. "
        "The bytes are believed.",
    ),
    "SK604": Code(
        "bytes that are no text",
        "A value has bytes that are no letters in the encoding of the file, or letters that were "
        "lost before. Replacement characters stand for them.",
    ),
    "SK605": Code(
        "no first line",
        "The file lacks the line `1CClientBankExchange`, with which every file begins. It was read "
        "all the same, but 1C would refuse it.",
    ),
    "SK606": Code(
        "no last line",
        "The file does not end with `КонецФайла`. Some banks never write it; else the file was cut "
        "off. The control totals tell whether documents are missing.",
    ),
    "SK607": Code(
        "section not closed",
        "The mark that ends a section or a document is missing: the next one begins, or the file "
        "ends. What stands there was read; the last value may be cut off.",
    ),
    "SK608": Code(
        "end without a beginning",
        "A mark ends what was not begun, such as a second `КонецДокумента`. It was passed over.",
    ),
    "SK609": Code(
        "line outside of any section",
        "The line stands behind a section, and before the next: it belongs to none. It is kept in "
        "the file, and nothing is made of it.",
    ),
    "SK610": Code(
        "several exports in one file",
        "A second `1CClientBankExchange` stands in the file. Everything was read; documents that "
        "are in both exports come out twice.",
    ),
    "SK611": Code(
        "line without a key",
        "The line is no `Ключ=Значение`, and does not go on with the text of the line before it. "
        "It is kept in the file, and nothing is made of it.",
    ),
    "SK612": Code(
        "key of a bank's own",
        "The standard does not have this key. Its text is there under its name: "
        '`document.get("КодДебитора")`.',
    ),
    "SK613": Code(
        "key with two values",
        "A key stands several times in a section, with different values. The first that is not "
        "blank was taken; see which one is right.",
    ),
    "SK614": Code(
        "not a date",
        "The value is no day of the calendar in the form of the standard, `31.12.2024`. The "
        "document is there, without this date.",
    ),
    "SK615": Code(
        "not a clear amount",
        "The value is no amount, or may be two: `12.500` is twelve and a half or twelve thousand. "
        "The document is there, without an amount.",
    ),
    "SK616": Code(
        "amount in another notation",
        "The standard writes amounts with a point and without spaces. This one has a comma, groups "
        "or a dash, and can mean one amount only.",
    ),
    "SK617": Code(
        "not a time, not a number of days",
        "The value does not have the form that its key has. The document is there, without it.",
    ),
    "SK618": Code(
        "document without an amount or a date",
        "The key is absent or blank. Without it the document cannot be booked.",
    ),
    "SK619": Code(
        "value that cannot be written",
        "A change names no attribute and no key of the block, or gives a value that the format has "
        "no form for.",
    ),
}

_EXCHANGE_MEANING: Mapping[str, Code] = {
    "SK620": Code(
        "wrong INN",
        "The check digits of an INN are wrong: it was mistyped, or made anonymous. The document is "
        "read all the same.",
    ),
    "SK621": Code(
        "no KPP",
        "A KPP has nine characters. Some banks fill the field with `3` or `4`; the party is read "
        "without one.",
    ),
    "SK622": Code("no BIC", "The BIC of a Russian bank has nine digits."),
    "SK623": Code(
        "account of another bank",
        "The ninth digit of an account is a key made of its other digits and the BIC of its bank. "
        "This one does not fit: the account or the BIC was mistyped, or made anonymous.",
    ),
    "SK624": Code(
        "correspondent account of another bank",
        "A correspondent account ends as the BIC of its bank does and has a key made of it. This "
        "one does not fit.",
    ),
    "SK625": Code(
        "unusual field of a payment to a budget",
        "СтатусСоставителя marks the document as a payment to a budget, and a field of that block "
        "does not look like its codes. Correct an order before it is sent to a bank.",
    ),
    "SK626": Code(
        "value too long",
        "The standard limits the value. It is read whole; other programs may cut it.",
    ),
    "SK627": Code(
        "INN of a bank",
        "The account is a person's and the INN has the ten digits of a company: some banks write "
        "their own INN there. A rule that goes by INN would take all such persons for one.",
    ),
    "SK628": Code(
        "no use for this key",
        "A file for 1C says itself how it is written. Of the keys of a layout only `account` and "
        "`currency` mean something for it, and `tax_id` beside them; leave out the others.",
    ),
    "SK629": Code(
        "nothing to explain",
        "A file for 1C is read by its own format, not by an order. `statementkit 1c documents` "
        "shows how every document was read.",
    ),
    "SK630": Code(
        "unknown direction",
        "Neither side of the document has an account of the statement, and dates, INN and "
        "turnovers do not tell, or contradict each other. Name the owner's account or INN: "
        '`account = "…"`, `tax_id = "…"`.',
    ),
    "SK631": Code(
        "no day of booking",
        "Neither ДатаСписано nor ДатаПоступило stands in the document, so its own date was taken. "
        "Orders that were not carried out yet look so.",
    ),
    "SK632": Code(
        "one account on both sides",
        "Payer and payee have the same account of the owner. The document takes its amount and "
        "brings it; the balance stays.",
    ),
    "SK633": Code(
        "transfer printed twice",
        "The file is about several accounts and has a transfer between two of them once for each. "
        "It was counted once.",
    ),
    "SK634": Code(
        "equal documents",
        "Two documents agree in account, kind, number, days, amount, other party and purpose. Both "
        "were counted; the second has an identity of its own.",
    ),
    "SK635": Code(
        "unknown currency",
        "The format has no currency; digits 6 to 8 of an account tell it, and these tell none. Say "
        'it: `currency = "RUB"`.',
    ),
    "SK636": Code(
        "document outside of the interval",
        "The document is booked on a day for which the file was not made. It was read; "
        "where exports overlap, it may stand in several.",
    ),
    "SK638": Code(
        "negative amount",
        "Amounts of this format have no sign. One below zero was read as a payment the other way, "
        "as banks mean it that take a payment back.",
    ),
    "SK639": Code(
        "amount at the end of a cut file",
        "The file ends inside of the document, right behind an amount: further digits may be lost. "
        "Fetch the file again.",
    ),
    "SK640": Code(
        "section does not add up",
        "The opening balance of a section plus the money in minus the money out is not its closing "
        "balance. The file was edited or damaged.",
    ),
    "SK641": Code(
        "sections do not follow each other",
        "A section opens with another balance than the one before closed with. Days between them "
        "are missing, or several exports were put into one file.",
    ),
    "SK642": Code(
        "money in differs",
        "The sections state another sum of the money in than the documents of the account have. "
        "Findings beside this one name the documents that explain it.",
    ),
    "SK643": Code(
        "money out differs",
        "The sections state another sum of the money out than the documents of the account have. "
        "Findings beside this one name the documents that explain it.",
    ),
    "SK644": Code(
        "explained by a double",
        "Documents and turnovers agree without this document, and it is equal to an earlier one.",
    ),
    "SK645": Code(
        "explained by the direction",
        "Documents and turnovers agree when this document counts on the other side.",
    ),
    "SK646": Code(
        "explained by what is unknown",
        "Documents and turnovers agree when this document, whose amount or direction is unknown, "
        "makes up what is missing.",
    ),
    "SK647": Code(
        "explained by a foreign day",
        "Documents and turnovers agree without this document, which was booked on a day that no "
        "section covers.",
    ),
    "SK648": Code(
        "explained by two transfers",
        "Documents and turnovers agree when the second print of a transfer counts as another one.",
    ),
    "SK649": Code(
        "section without its documents",
        "The documents of the days of a section are more or fewer than its turnover says.",
    ),
}

_EXCHANGE_ORDERS: Mapping[str, Code] = {
    "SK650": Code(
        "order without a value",
        "A bank refuses an order that lacks this. Payments to the state need their block of fields "
        "too; `0` stands in a field of the block that has nothing to say.",
    ),
    "SK651": Code(
        "number of an order",
        "Orders have numbers of one to six digits, and zero is none.",
    ),
    "SK652": Code(
        "amount of an order",
        "An order pays more than zero, in roubles with at most two digits after the point.",
    ),
    "SK653": Code(
        "INN of an order",
        "The last digits of an INN are computed from the others, and these are not. A bank refuses "
        "the order. There is a typing error: copy the INN from a paper of the company.",
    ),
    "SK654": Code(
        "code of an order",
        "The value does not have the shape that this field of an order has. Accounts and КБК have "
        "20 digits, BIC and KPP 9, ОКТМО 8 or 11, УИН 20 or 25.",
    ),
    "SK655": Code(
        "account of another bank",
        "The ninth digit of an account is computed from the others and the BIC of the bank. It is "
        "another one here: either the account or the BIC has a typing error.",
    ),
    "SK656": Code(
        "correspondent account of another bank",
        "The correspondent account does not belong to the bank with this BIC. Copy both from the "
        "list of banks that the Bank of Russia publishes.",
    ),
    "SK657": Code(
        "character outside the encoding",
        "Files for banks are written in windows-1251, which does not have this character. Write it "
        "in letters: `руб.` for the rouble sign.",
    ),
    "SK658": Code(
        "line break in a value",
        "A value stands on one line of the file; what follows a line break would be another key. "
        "Put a space there.",
    ),
    "SK659": Code(
        "text too long for an order",
        "Banks take 210 characters of purpose and 160 of a name. Shorten the text.",
    ),
    "SK660": Code(
        "number twice on a day",
        "Two orders of a day with the same number are one to a bank. Give one of them another.",
    ),
    "SK661": Code("no orders", "The file has a payer and no payments. Add a `[[payment]]`."),
    "SK665": Code(
        "encoding by another name",
        "The standard knows the encodings `Windows` and `DOS`. Others are understood too, and the "
        "bytes of the file decide in any case.",
    ),
    "SK666": Code(
        "key absent",
        "The standard demands this key of files in this direction. What it would say is unknown.",
    ),
    "SK667": Code(
        "keys in another order",
        "The standard lists the keys in another order. Nothing depends on it here; other programs "
        "may expect it.",
    ),
    "SK668": Code(
        "key in other letters",
        "The key is written with other small and capital letters than in the standard, and was "
        "taken for the same.",
    ),
    "SK669": Code(
        "day of debit on money in",
        "The document brings money, and has the date of money that left. The direction is told by "
        "the accounts; a program that goes by the dates would turn it around.",
    ),
    "SK671": Code(
        "orders and statements",
        "Orders for a bank and statements of one do not belong into one file. Merge each kind.",
    ),
    "SK672": Code(
        "files without a common encoding",
        "Merged files are written in the encoding of the first, which lacks a character of "
        "another. Name a file in UTF-8 first.",
    ),
    "SK673": Code(
        "document in two files",
        "The days of two merged files overlap, and both hold the document. It stands in the result "
        "once.",
    ),
    "SK674": Code(
        "transfer in two files",
        "A transfer between two accounts stands in the statement of each. In a file about both it "
        "stands once, with the days of both, and reading makes two linked payments of it.",
    ),
    "SK675": Code(
        "file of orders cannot be read",
        "The file with orders is not TOML, or not in UTF-8. The message names the place.",
    ),
    "SK676": Code(
        "unknown key of an order",
        "A key in the file with orders does not exist. The hint names the nearest, or all of them.",
    ),
    "SK677": Code(
        "missing key of an order",
        "The file with orders lacks a key that every order needs.",
    ),
    "SK678": Code(
        "value of another kind in an order",
        "Amounts are numbers without quotes, dates are written as 2024-02-01 without quotes, "
        "everything else is text in quotes.",
    ),
    "SK679": Code(
        "unknown dialect",
        "Files can be invented in the shape of the dialects that the hint names, and of no others.",
    ),
}

_RULES: dict[str, Code] = {
    "SK700": Code(
        "rules cannot be read",
        "The path leads to no file, or to one that may not be read. Check the path and its "
        "permissions.",
    ),
    "SK701": Code(
        "not a file of rules",
        "The file is neither TOML nor, where its name ends in .csv, a table of rules. The message "
        "names the place; files are written in UTF-8.",
    ),
    "SK702": Code(
        "unknown key of a rule",
        "A rule or a default has a key that neither has. Correct it; the hint names the nearest.",
    ),
    "SK703": Code(
        "value does not fit its key",
        "The key of a rule or a default takes something else; the hint says what.",
    ),
    "SK704": Code(
        "rule without a match",
        "A rule says of which payments it speaks. What goes for all payments, or for all of an "
        "account, is a default.",
    ),
    "SK705": Code(
        "not a match",
        "The text is no list of checks. A check is a field, a comparison and a value; a comma "
        "joins checks that must all hold, a semicolon separates alternatives.",
    ),
    "SK706": Code(
        "unknown field of a match",
        "A check names a field that no transaction has. A key that only the file has stands in "
        "brackets.",
    ),
    "SK707": Code(
        "check that means nothing",
        "The comparison or its value does not go with the field: a number where a day is compared, "
        "a word that the field never is. The hint says what goes.",
    ),
    "SK708": Code(
        "rule that says nothing",
        "A rule gives a payment a wallet, a category, a project, a name, a kind or a split. Give "
        "it one of them, or delete it.",
    ),
    "SK709": Code(
        "unusable split",
        "The parts of a split must be able to add up to any payment: shares of 100% together, or a "
        "last part that is the `rest`.",
    ),
    "SK710": Code(
        "number given twice",
        "Rules are known by their numbers. Give each its own, or leave the numbers out.",
    ),
    "SK711": Code(
        "split larger than the payment",
        "The fixed amounts of a split are more than the payment has. Keep the rule away from such "
        "payments by a limit, or split by shares.",
    ),
    "SK712": Code(
        "text too long for a rule",
        "A regular expression of a rule may not be searched in a text as long as this one. Look "
        "for a piece of text instead, or begin the expression with `^`.",
    ),
    "SK720": Code(
        "checks that contradict each other",
        "No payment can pass all of these checks, so this alternative of the rule is never taken. "
        "Correct one of them, or delete the alternative.",
    ),
    "SK721": Code(
        "rules that contradict each other",
        "Two rules with the same checks and the same priority say different things; the older one "
        "wins. Delete one of them, or give one a priority.",
    ),
    "SK722": Code(
        "rule that never decides",
        "A stronger rule has some of the same checks and no others, and says the same things: "
        "nothing is left for this one to decide. Delete it, or raise its priority.",
    ),
    "SK723": Code(
        "rule that matches nothing",
        "None of the payments that the rules were checked against matches this rule.",
    ),
    "SK724": Code(
        "rule that never wins",
        "Payments match the rule, but other rules decide everything about all of them.",
    ),
    "SK725": Code(
        "tax number with wrong check digits",
        "The number has as many digits as a Russian INN, ten or twelve, but its check digits are "
        "not those that belong to it. Codes of other countries may have as many digits.",
    ),
    "SK726": Code(
        "one tax number under many names",
        "Banks write their own tax number on payments of their customers. A rule for such a number "
        "catches the payments of all of them: check the name or the account as well.",
    ),
}

_LEDGER: dict[str, Code] = {
    "SK730": Code(
        "id rounded by a spreadsheet",
        "A spreadsheet took the bank's id for a number and rounded it, so that different bookings "
        "have one id. Importing them would merge them. Export the file again, and import it before "
        "anything else opens it.",
    ),
    "SK731": Code(
        "id on different bookings",
        "One id stands on bookings that differ: it is no id of a booking, but of a customer, an "
        "order or a group. Import the file with `--ids ignore`; bookings are then told apart by "
        "what they say.",
    ),
    "SK732": Code(
        "row of no account",
        "The key of a row holds the account it is of, since ids and equal bookings are told apart "
        "within it. The file does not say it, so whoever asks for keys has to: `account=…`.",
    ),
    "SK733": Code(
        "fee without its payment",
        "A payment and its fees are one booking, and get their keys together. In this frame the "
        "row before the fee is not its payment: it was sorted or filtered. Add keys before that.",
    ),
    "SK734": Code(
        "no column for a key",
        "The key of a booking is made of what the bank says of it, to the last digit. This frame "
        "lacks one of the columns, or has it in another type: dates are dates, amounts decimals "
        "or whole numbers, lines whole numbers, others text. Add keys to a frame as `scan` makes "
        "it.",
    ),
    "SK740": Code(
        "store cannot be opened",
        "The address leads to no database, or to a place where this user may not read or write. "
        "Addresses are `sqlite:///path/to/books.db`, the path of a SQLite file, or "
        "`postgresql://user@host/database`.",
    ),
    "SK741": Code(
        "not a store",
        "The file is no database, or the database has tables of another program under the names "
        "that a store uses. Nothing was written into it. Choose another place.",
    ),
    "SK742": Code(
        "store of a newer version",
        "A newer statementkit has made or upgraded this store. Install that version; an older one "
        "could not know what it would leave out.",
    ),
    "SK743": Code(
        "database gave up",
        "The database refused in the middle: the disk is full, the connection was lost, or another "
        "writer took too long. A change is kept whole or not at all, so nothing is half written. "
        "Importing the same file again is safe.",
    ),
    "SK745": Code(
        "no such thing in the store",
        "There is no batch, transaction, counterparty or row of this name. The hint names the "
        "command that lists them.",
    ),
    "SK746": Code(
        "undone already",
        "The batch was taken back before. Import the file again to have its transactions again.",
    ),
    "SK747": Code(
        "batch was changed since",
        "A person edited transactions of the batch, or a later batch changed the same values; an "
        "undo would lose that. Undo the later batch first, or allow edits to be lost.",
    ),
    "SK748": Code(
        "store has moved on",
        "Since the review something was imported, undone or edited in the same account, so the "
        "plan may add what is there by now. Review the file again.",
    ),
    "SK749": Code(
        "package of the store missing",
        "A store needs SQLAlchemy, and one in PostgreSQL a driver too. They are no part of a plain "
        "install, which reads files: `pip install 'statementkit[store]'`, or "
        "`pip install 'statementkit[postgres]'`.",
    ),
    "SK750": Code(
        "account not known",
        "Transactions are told apart within an account, and neither the file nor its layout names "
        "one. Give `--account`, or write `account` into the layout.",
    ),
    "SK751": Code(
        "other use of ids than before",
        "The first import of an account decides whether the bank's ids tell its bookings apart. "
        "The other way would import everything once more.",
    ),
    "SK752": Code(
        "cannot be edited",
        "What the bank says is not edited, and neither is what a plan does not add. The hint lists "
        "what can be.",
    ),
    "SK753": Code(
        "edited plan cannot be used",
        "The file is not the table that was saved: columns are missing or unknown, or a value was "
        "changed that is the bank's, or a row is not there. Edit only the open columns, keep every "
        "row, and save it as CSV UTF-8.",
    ),
    "SK754": Code(
        "edited plan is out of date",
        "The plan was saved of another file, or the store has changed since. Review the file "
        "again and repeat the edits.",
    ),
    "SK755": Code(
        "no transfer",
        "A transfer has two sides on different own accounts, with amounts of one currency that "
        "cancel each other out, and each movement is a side of one transfer only. A movement "
        "whose other side is not in the store can be called a transfer by itself.",
    ),
    "SK765": Code(
        "Textual is missing",
        "A review in the terminal is drawn by Textual, which is optional. Install it with "
        "`pip install 'statementkit[tui]'`, or save the plan and edit it in a spreadsheet.",
    ),
    "SK766": Code(
        "rules have changed since the review",
        "Rules made in a review are written into the file of rules when the plan is imported or "
        "saved. Meanwhile somebody else has changed that file. Nothing was written; save the plan "
        "and review the file again with it.",
    ),
    "SK770": Code(
        "Polars is missing",
        "Columns need Polars, and Arrow needs pyarrow, which are optional. Install them with "
        "`pip install 'statementkit[columns]'`, or read by rows: `engine=\"rows\"`.",
    ),
    "SK771": Code(
        "number too long for a frame",
        "The numbers of a frame have 38 digits, and a fixed number of them behind the mark. This "
        "one would have to be rounded, which never happens: ask for more decimals with `scale`.",
    ),
    "SK772": Code(
        "no file matches",
        "A path with wildcards stands for all files that match it, and there is none. Check the "
        "folder and the pattern.",
    ),
    "SK773": Code(
        "no column for a rule",
        "Rules were asked about a frame that lacks what one of them checks, or has it in another "
        "type: dates are dates, amounts decimals, others text. Frames of `scan` have every field; "
        "keys that only a file has, as `[ВидОплаты]`, are in none: such rules are for "
        "`RuleBook.assign`, which asks about one transaction.",
    ),
    "SK780": Code(
        "currency not known",
        "OFX and the journals of beancount and hledger hold amounts of a currency, and neither the "
        "file nor its layout named one. Write `currency` into the layout, undo the batch and "
        "import the file anew. JSON Lines and CSV need no currency.",
    ),
    "SK781": Code(
        "account too long",
        "OFX has room for 31 characters of the number of an account. Any other format has more.",
    ),
    "SK782": Code(
        "pygal is missing",
        "The charts of a page are drawn by pygal, which is optional. Install it with "
        "`pip install 'statementkit[reports]'`; tables and CSV need nothing.",
    ),
    "SK783": Code(
        "no such sink",
        "A target is written as NAME:ADDRESS. `jsonl` is shipped; other packages bring their own "
        "under the entry points `statementkit.sinks`.",
    ),
    "SK784": Code(
        "hand-over under way",
        "Another process hands transactions over to the same sink. Two at once could both ask "
        "about what is unknown, and hand it over twice. Wait until the other one is done.",
    ),
    "SK785": Code(
        "sink gave up",
        "The program or the connection broke while a transaction was handed over, so nobody knows "
        "whether it has arrived. It does not leave again until the sink's own look-up, or a person "
        "with `--settle`, has said so; all others are settled.",
    ),
    "SK786": Code(
        "file of somebody else",
        "A sink of JSON Lines appends to a file, and this one cannot be written, or ends in the "
        "middle of a line that no sink has written. Name another file.",
    ),
}

_KIT: dict[str, Code] = {
    "SK790": Code(
        "not expressible in this layout",
        "A file that says these transactions was to be written, and none does: the layout has no "
        "column for an attribute, no way to write a value so that it is read again, or a cell has "
        "no room for it. Map a column for it, or leave it out of the transactions.",
    ),
    "SK791": Code(
        "no row for this branch",
        "Branches of an order are counted from 1, as `explain` shows them; 0 is what stands before "
        "its conditions. Where there is such a branch and no row is found for it, the hint says "
        "why: its checks exclude each other, an earlier branch takes its rows, or no text fits its "
        "columns. A layout of which no row becomes a transaction cannot be tested.",
    ),
    "SK792": Code(
        "a workbook cannot be anonymised",
        "The cells of a workbook are parts of a packed file, which also holds who wrote it. Save "
        "its sheet as CSV: a layout for workbooks reads that as well, and it can be anonymised.",
    ),
    "SK793": Code(
        "the money stands in texts",
        "An anonymised file must be read as the file is, and this one would not be: the order "
        "takes amounts, dates or branches from the very texts that name somebody. Replace those by "
        "hand.",
    ),
    "SK794": Code(
        "the problem does not show",
        "A file is made small as long as it shows a problem, and this one never showed it, or no "
        "longer after it was anonymised. `statementkit check` prints the codes that a file shows.",
    ),
    "SK795": Code(
        "a file for 1C cannot be made small",
        "What its documents say depends on its head, its accounts and one another. Anonymise it "
        "as a whole: `statementkit 1c anonymise`.",
    ),
}

_FEEDS: dict[str, Code] = {
    "SK800": Code(
        "no such feed",
        "Feeds are known by the names of their banks, and there is none of this name. A bank "
        "without a public interface is read by its files; a package may install feeds of its own.",
    ),
    "SK801": Code(
        "feeds need a package",
        "Asking banks needs a package that a plain installation does not bring: "
        "`pip install 'statementkit[feeds]'`.",
    ),
    "SK802": Code(
        "address or certificates cannot be used",
        "A token is only taken to an address of `https`, or to a program on this computer, and a "
        "file of certificates has to hold certificates as PEM.",
    ),
    "SK803": Code(
        "not a token",
        "What should be a token is empty, or holds a blank, a line end or a letter that no header "
        "of a request can hold. Often more than the token was copied.",
    ),
    "SK804": Code(
        "token is not accepted",
        "The bank does not know the token, or it was revoked. Look whether it is whole, and make "
        "another one in the web bank if need be.",
    ),
    "SK805": Code(
        "token has expired",
        "A token, or the right to get new ones, ends by itself after some time. Make another one "
        "in the web bank, and put it where the old one stands.",
    ),
    "SK806": Code(
        "token is bound to other addresses",
        "The bank takes this token only from the IP addresses that were entered with it. Enter "
        "the static address of the computer that asks, or run the program where it is allowed.",
    ),
    "SK807": Code(
        "permission is missing",
        "The token is good, and may not do this. Make one with the permission to read accounts "
        "and statements; nothing else is ever asked for.",
    ),
    "SK808": Code(
        "consent is missing",
        "The owner of the account has not consented to this, or has withdrawn the consent. It is "
        "given in the web bank: to read accounts, balances and statements.",
    ),
    "SK809": Code(
        "too many requests",
        "The bank wants fewer requests. Short waits are kept to by themselves; this one is longer "
        "than a minute, or did not end. Run again later; the error says when, if the bank did.",
    ),
    "SK810": Code(
        "bank cannot be reached",
        "There is no connection, or the bank says that it cannot answer now, also when asked "
        "several times. What was read before is good. Run again later.",
    ),
    "SK811": Code(
        "certificate is not trusted",
        "The certificate of the server is not one that this computer trusts. Some Russian banks "
        "have one of the national authority: name the file of its certificates (`ca_file`). Any "
        "other cause means that somebody stands between you and the bank.",
    ),
    "SK812": Code(
        "request is refused",
        "The bank does not take what was asked for: an account that it does not know, a period "
        "that is too long, or something that it has changed. Its own words say more.",
    ),
    "SK813": Code(
        "redirected",
        "The answer sends the request somewhere else. That is never followed, because the token "
        "would go along. The address may be wrong, or a proxy may stand in between.",
    ),
    "SK814": Code(
        "answer is too large",
        "An answer has more bytes than are read into memory at once. Ask for fewer days.",
    ),
    "SK815": Code(
        "answer is no JSON",
        "The answer was cut, or it is a page for people, as of a proxy or of maintenance work. It "
        "is asked for several times before this is said.",
    ),
    "SK816": Code(
        "answer has another shape",
        "Something is not in the answer that the bank's documents promise. The bank may have "
        "changed its interface; nothing of the answer was taken.",
    ),
    "SK817": Code(
        "pages without an end",
        "The bank gives the same pages again, or more than there can be. Reading was stopped; "
        "what came before is good.",
    ),
    "SK818": Code(
        "not to be asked for",
        "A feed asks only for what stands on the list of its bank, and all of that reads. "
        "Whatever asks for more is a mistake in a program.",
    ),
    "SK819": Code(
        "answer about something else",
        "The answer is about another account, or about other days, than was asked. Nothing of it "
        "was taken.",
    ),
    "SK820": Code(
        "statement is not ready",
        "The bank makes statements in its own time, and this one takes longer than a minute. It "
        "goes on with it; the next run fetches it.",
    ),
    "SK821": Code(
        "statement could not be made",
        "The bank was asked for a statement, and has failed to make it or has lost it. The next "
        "run asks for another one.",
    ),
    "SK822": Code(
        "operation cannot be read",
        "A value in an operation is missing, or is not what the bank's documents say: no date, no "
        "amount, an unknown word, another currency. It is not in the books, and the days count as "
        "incomplete until it can be read.",
    ),
    "SK823": Code(
        "operation of another day",
        "An operation is of a day that was not asked for. It is not taken; it comes again when "
        "its day is asked for.",
    ),
    "SK824": Code(
        "one id, two operations",
        "Two operations with different amounts or days have the same id, so they cannot be told "
        "apart. The first was taken; ask the bank about the other one.",
    ),
    "SK825": Code(
        "operations do not add up",
        "The operations of some days do not come to the bank's own sums or balances. All that was "
        "read is right, and something may be missing: the days are read again at the next run.",
    ),
    "SK826": Code(
        "operation moved no money",
        "An operation was cancelled, refused, or is still being looked at. It is told of and left "
        "out of the books.",
    ),
    "SK827": Code(
        "list moves while it is read",
        "Operations came in so fast that the list could not be read in peace. All that was read "
        "is right, and something may be missing: the days are read again at the next run.",
    ),
    "SK828": Code(
        "setting is not for this bank",
        "Not every bank has several methods, or takes every kind of token.",
    ),
}

_SYNC: dict[str, Code] = {
    "SK840": Code(
        "another sync is under way",
        "Two runs at once would ask the banks for the same twice. Wait until the other one is "
        "done; the lock of a run that was killed goes with it.",
    ),
    "SK841": Code(
        "list of connections cannot be used",
        "Connections stand in a TOML file, each below a line [feeds.NAME], with the keys bank and "
        "token. `statementkit feeds add` writes them.",
    ),
    "SK842": Code(
        "no bank shows this account",
        "Only accounts that a token may see can be read. `statementkit feeds test` lists them; "
        "those that `accounts` of a connection leaves out are not read either.",
    ),
    "SK843": Code(
        "not a reference to a secret",
        "The list of connections says where a token is kept, never the token: env:NAME for a "
        "variable, keyring:BANK/NAME for an entry of the keyring, file:PATH for a file. If a token "
        "stood there, make a new one: who reads the list has the old one.",
    ),
    "SK844": Code(
        "no secret where the connection says",
        "The variable is not set, the entry or the file is not there, or it is empty. What cron "
        "and systemd run does not have the variables of your shell.",
    ),
    "SK845": Code(
        "others may read the secret",
        "A file with a token must belong to you and be readable for nobody else: chmod 600. What "
        "others may have read is no secret any more, so make a new token.",
    ),
    "SK846": Code(
        "secret cannot be read or kept",
        "The file or the keyring refuses, or a package is missing. A right to renew tokens is "
        "replaced at each use, so it must lie where it can be replaced: not in a variable.",
    ),
    "SK847": Code(
        "sums of the bank do not come out",
        "What was read was read right and is in the store, but something may be missing. The days "
        "do not count as read, and nothing of them as vanished; the next sync reads them again.",
    ),
    "SK848": Code(
        "operation of another account",
        "A feed gave an operation of an account that it was not asked for. Nothing of the days was "
        "taken: this is a fault of the feed.",
    ),
}

CODES: Mapping[str, Code] = {
    **_SYNTAX,
    **_MEANING,
    **_CELLS,
    **_FILES,
    **_SHAPES,
    **_INFERENCE,
    **_WORKBOOKS,
    **_TAGS,
    **_LAYOUTS,
    **_EXCHANGE,
    **_EXCHANGE_MEANING,
    **_EXCHANGE_ORDERS,
    **_RULES,
    **_LEDGER,
    **_KIT,
    **_FEEDS,
    **_SYNC,
}
