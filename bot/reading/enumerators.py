"""What counts the lines and points of a text: 1. 1、(1) 一、 2.1, and is no figure."""

import re

LINE_ENUM = re.compile(
    r"[ ]*(?:\(\d{1,2}\)|\d{1,2}(?:\.\d{1,2}){2}(?=[ ]?[一-龥])|\d{1,2}[.)、](?![\d])|\d{1,2}\.(?=\d{2,4}[年人名])"
    r"|[一二三四五六七八九十]{1,3}[、.)]|\([一二三四五六七八九十]{1,3}\))"
)
ENUM_STARTS = frozenset(" (一二三四五六七八九十")
COUNTS_ON = re.compile(r"[ ]*(\d{1,2})[.、](?=\d)")
POINT = re.compile(r"[ ]*(\d{1,2})\.(\d{1,2})[ .、]?(?=[一-龥])")
INLINE_ENUM = re.compile(r"(?:\((\d{1,2})\)|(\d{1,2})[.)、])(?=[ ]*[一-龥【])")
