grammar Nn;

file : NAME* EOF ;

NAME : [A-Za-z_] [A-Za-z_0-9]* ;
SPACE : [ \t\r\n]+ -> skip ;
