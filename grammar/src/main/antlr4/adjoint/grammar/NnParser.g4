/**
 * The structure of .nn files. A NEWLINE token ends a line; the layout pass gives exactly one after each line, before each
 * `}` and before the end of the file, and none where a line goes on. Two tokens of lookahead make every decision (a test
 * holds that); what that makes too lenient (`a + b = 3`) is refused when the tree is read.
 */
parser grammar NnParser;

options { tokenVocab = NnLexer; }

file : declarationLine* EOF ;

declarationLine : declaration NEWLINE ;

declaration
    : dim                                                     # Dimension
    | name (COLON type)? ASSIGN (entries | expression)        # Constant
    | definition                                              # Defined
    ;

/** What is declared by a word of its own, so that it can also stand among statements. */
definition
    : USE TEXT                                                # UseFile
    | callableHeader block                                    # CallableDeclaration
    | TRAIN NAME itemBlock                                    # TrainDeclaration
    | GENERATE NAME itemBlock                                 # GenerateDeclaration
    | TEST TEXT block                                         # TestDeclaration
    ;

/** What is typed at the prompt: what can stand in a file or in a body, in any order. */
entry : entryLine* EOF ;

entryLine : (definition | statement) NEWLINE ;

dim : DIM NAME (ASSIGN (members | expression))? ;

members : LBRACE NAME (COMMA NAME)* COMMA? NEWLINE? RBRACE ;

callableHeader
    : kind = (FN | LAYER | MODEL | OPTIMIZER) name bracket?
      (LPAREN (parameter (COMMA parameter)* COMMA?)? RPAREN)?
      (ARROW type)?
      (REQUIRES expression (COMMA expression)*)?
    ;

parameter : name (COLON type)? (ASSIGN expression)? ;

type
    : bracket                                                 # TensorType
    | NAME bracket?                                           # NamedType
    | LPAREN typeField (COMMA typeField)* COMMA? RPAREN       # RecordType
    ;

typeField : name COLON type ;

// Bodies

block : LBRACE line* RBRACE ;

line : statement NEWLINE ;

statement
    : storage = (PARAM | STATE) name (COLON type)? (ASSIGN expression)?      # Declare
    | YIELD expression (COMMA expression)*                    # Yield
    | ASSERT expression (WITHIN expression)?                  # Assert
    | dim                                                     # LocalDim
    | expression assigned?                                    # Evaluate
    ;

assigned
    : COLON type ASSIGN value = expression
    | (COMMA expression)* ASSIGN (entries | value = expression)
    | UPDATE value = expression
    ;

// A train block

itemBlock : LBRACE itemLine* RBRACE ;

itemLine : item NEWLINE ;

item
    : DATA expression fieldBlock                              # Data
    | SPLIT part (COMMA part)*                                # Split
    | MINIMIZE expression clause*                             # Minimize
    | METRIC name ASSIGN expression                           # Metric
    | BATCH name ASSIGN expression                            # Batch
    | CARRY name ASSIGN expression                            # Carry
    | WATCH expression (COMMA expression)*                    # Watch
    | word (COMMA name)* (COLON type)? ASSIGN expression      # Drawn
    | word bracket ASSIGN expression                          # Equation
    | path UPDATE expression clause*                          # Update
    | word (settingValue (COMMA settingValue)*)?              # Setting
    ;

word : NAME | EVERY ;

path : word (DOT name)* ;

settingValue : expression atom* ;

atom : path | NUMBER | PERCENTAGE | TEXT ;

fieldBlock : LBRACE fieldLine* RBRACE ;

fieldLine : field (COMMA | NEWLINE) ;

field : name (COLON type)? ASSIGN expression ;

part : name expression ;

clause
    : USING expression                                        # Using
    | OVER expression (COMMA expression)*                     # Over
    | EXCEPT expression (COMMA expression)*                   # Except
    | EVERY expression                                        # Every
    ;

// Expressions

expression : operation (PIPE target)* ;

target
    : REPEAT copies block                                     # Repeat
    | postfix                                                 # PipeTarget
    ;

copies
    : name IN (entries | operation)                           # EachEntry
    | operation                                               # Count
    ;

operation
    : postfix                                                                             # Operand
    | <assoc = right> operation op = POWER operation                                      # Binary
    | op = MINUS operation                                                                # Unary
    | operation op = (MATMUL | TIMES | DIVIDE | FLOOR | MODULO) operation                 # Binary
    | operation op = (PLUS | MINUS) operation                                             # Binary
    | operation op = (EQUAL | NOT_EQUAL | LESS | LESS_EQUAL | GREATER | GREATER_EQUAL | CLOSE) operation     # Comparison
    | op = NOT operation                                                                  # Unary
    | operation op = AND operation                                                        # Binary
    | operation op = OR operation                                                         # Binary
    ;

postfix : primary suffix* ;

suffix
    : DOT name                                                # Member
    | bracket                                                 # Subscript
    | LPAREN (argument (COMMA argument)* COMMA?)? RPAREN      # Call
    ;

primary
    : name                                                    # Named
    | NUMBER                                                  # Number
    | PERCENTAGE                                              # Percentage
    | TEXT                                                    # Text
    | LPAREN (argument (COMMA argument)* COMMA?)? RPAREN      # Group
    | choice                                                  # Conditional
    | SCAN name IN direction? over = NAME (COMMA binding)* block     # Scan
    ;

direction : REVERSE (LPAREN expression RPAREN)? ;

choice : IF operation block (ELSE (block | choice))? ;

binding : name ASSIGN expression ;

argument : expression (ASSIGN expression)? ;

/** OTHERWISE is an `else` that follows no block: the layout pass tells the two apart, so that one token decides. */
bracket : LBRACK (bracketItem ((COMMA | ARROW) bracketItem)* COMMA?)? (OTHERWISE expression)? RBRACK ;

bracketItem
    : ROW                                                     # AnyRow
    | expression role?                                        # OtherItem
    ;

role
    : ROW
    | ASSIGN (entries | expression)
    | AS names
    | COLON (ROW to = expression? | from = expression (range = ROW to = expression?)? | layer)
    ;

/** What a setting can be that has a value for each axis, or each layer. */
entries : LBRACE expression (COMMA expression)* COMMA? NEWLINE? RBRACE ;

/** In a header, the type of a layer that a use gives, with what stands for it where none is given. */
layer : takes = bracket ARROW gives = bracket (ASSIGN expression)? ;

names
    : sizedName
    | LPAREN sizedName (COMMA sizedName)* COMMA? RPAREN
    ;

sizedName : NAME (ASSIGN expression)? ;

name : NAME | BATCH | CARRY | DATA | EVERY | GENERATE | METRIC | MINIMIZE | REVERSE | SPLIT | TEST | TRAIN | USE | WATCH ;
