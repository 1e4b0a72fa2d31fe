/** The words and signs of .nn files. Which newlines count is decided after this, by the layout pass in front of the parser. */
lexer grammar NnLexer;

options { superClass = BlankAwareLexer; }

tokens { PERCENTAGE, COMMENT, TIGHT_COMMENT, OTHERWISE }

// Words that can't be names.
AND       : 'and' ;
AS        : 'as' ;
ASSERT    : 'assert' ;
DIM       : 'dim' ;
ELSE      : 'else' ;
EXCEPT    : 'except' ;
FN        : 'fn' ;
IF        : 'if' ;
IN        : 'in' ;
LAYER     : 'layer' ;
MODEL     : 'model' ;
NOT       : 'not' ;
OPTIMIZER : 'optimizer' ;
OR        : 'or' ;
OVER      : 'over' ;
PARAM     : 'param' ;
REPEAT    : 'repeat' ;
REQUIRES  : 'requires' ;
SCAN      : 'scan' ;
STATE     : 'state' ;
USING     : 'using' ;
WITHIN    : 'within' ;
YIELD     : 'yield' ;

// Words that mean something in their place only and are names elsewhere.
BATCH     : 'batch' ;
CARRY     : 'carry' ;
DATA      : 'data' ;
EVERY     : 'every' ;
GENERATE  : 'generate' ;
METRIC    : 'metric' ;
MINIMIZE  : 'minimize' ;
REVERSE   : 'reverse' ;
SPLIT     : 'split' ;
TEST      : 'test' ;
TRAIN     : 'train' ;
USE       : 'use' ;
WATCH     : 'watch' ;

NAME      : [A-Za-z_] [A-Za-z_0-9]* '\''* ;
RESULT    : '$' DIGIT+ ;
NUMBER    : DIGIT+ ('.' DIGIT+)? ([eE] [+-]? DIGIT+)? { percentage(); } ;
TEXT      : '"' (~["\\\r\n] | '\\' ~[\r\n])* '"' ;

LPAREN    : '(' ;
RPAREN    : ')' ;
LBRACK    : '[' ;
RBRACK    : ']' ;
LBRACE    : '{' ;
RBRACE    : '}' ;

COMMA     : ',' ;
COLON     : ':' ;
ROW       : '..' ;
DOT       : '.' ;
ASSIGN    : '=' ;
UPDATE    : '<-' ;
ARROW     : '->' ;
PIPE      : '|>' ;

POWER     : '^' ;
MATMUL    : '@' ;
TIMES     : '*' ;
DIVIDE    : '/' ;
FLOOR     : '//' { floorOrComment(); } ;
MODULO    : '%' ;
PLUS      : '+' ;
MINUS     : '-' ;
EQUAL     : '==' ;
NOT_EQUAL : '!=' ;
LESS_EQUAL    : '<=' ;
GREATER_EQUAL : '>=' ;
LESS      : '<' ;
GREATER   : '>' ;
CLOSE     : '~=' ;

NEWLINE   : '\r'? '\n' | '\r' ;
BLANKS    : [ \t\f]+ -> skip ;

// What people bring from other languages: recognized, so that the message can say what to write here.
HASH_COMMENT  : '#' ~[\r\n]* ;
OPEN_TEXT     : '"' (~["\\\r\n] | '\\' ~[\r\n])* '\\'? ;
QUOTED        : '\'' ~['\r\n]* '\'' | '\u201C' ~[\u201D\r\n]* '\u201D' ;
STAR_STAR     : '**' ;
COLON_ASSIGN  : ':=' ;
COMPOUND      : [+*/-] '=' ;
AMPERSANDS    : '&&' | '&' ;
BARS          : '||' | '|' ;
BANG          : '!' ;
SEMICOLON     : ';' ;
FAT_ARROW     : '=>' ;
OTHER         : . ;

fragment DIGIT : [0-9] ;
