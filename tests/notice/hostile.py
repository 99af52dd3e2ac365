"""Sixty texts that somebody might hope to be more than text; ``{port}`` is a server that listens."""

HOSTILE = """
<script>alert(1)</script>
<script src="http://127.0.0.1:{port}/a.js"></script>
<img src=http://127.0.0.1:{port}/b.png onerror=alert(2)>
<img src='x' onerror='alert(3)'/>
<svg onload=alert(4)><circle r=9/></svg>
<svg><image href="http://127.0.0.1:{port}/c.svg"/></svg>
<iframe src="http://127.0.0.1:{port}/d"></iframe>
<iframe srcdoc="<script>alert(5)</script>">
<object data="http://127.0.0.1:{port}/e.swf"></object>
<embed src="file:///etc/passwd">
<link rel="stylesheet" href="http://127.0.0.1:{port}/f.css">
<link rel=attachment href="file:///etc/hostname">
<style>@import "http://127.0.0.1:{port}/g.css";</style>
<style>body{display:none}</style>
<base href="http://127.0.0.1:{port}/">
<meta http-equiv="refresh" content="0;url=http://127.0.0.1:{port}/h">
<meta name="author" content="别人">
<a href="javascript:alert(6)">点这里</a>
<a href="http://127.0.0.1:{port}/i">点这里</a>
<form action="http://127.0.0.1:{port}/j"><input name=a></form>
<video src="http://127.0.0.1:{port}/k.mp4" autoplay>
<audio autoplay src="http://127.0.0.1:{port}/l.mp3">
<details open ontoggle=alert(7)>
<body onload=alert(8)>
</p></article></main><h1>假标题</h1>
</title><script>alert(9)</script>
</style><script>alert(10)</script>
--><script>alert(11)</script><!--
<!-- 注释 -->
<![CDATA[<script>alert(12)</script>]]>
<?xml version="1.0"?>
<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>
&e; 实体
&lt;script&gt;alert(13)&lt;/script&gt;
&#60;script&#62;alert(14)
&#x3c;b&#x3e;粗
&nbsp;&amp;&copy;
"><script>alert(15)</script>
' onmouseover='alert(16)
" style="background:url(http://127.0.0.1:{port}/m)" x="
javascript:alert(17)
JaVaScRiPt:alert(18)
data:text/html;base64,PHNjcmlwdD4=
vbscript:msgbox(19)
file:///etc/passwd
\\\\127.0.0.1\\share\\n
http://127.0.0.1:{port}/o
//127.0.0.1:{port}/p
url(http://127.0.0.1:{port}/q)
@import url("http://127.0.0.1:{port}/r");
body::before{content:"假"}
expression(alert(20))
{{ 7*7 }}
{{ settings.SECRET_KEY }}
{% include "base.html" %}
{% load static %}{% csrf_token %}
{# 注释 #}
${7*7} #{7*7} <%= 7*7 %>
{24项|整改任务}
{整改任务}
[[整改任务]]
=HYPERLINK("http://127.0.0.1:{port}/s")
%s %d %(name)s {0} {name}
'; DROP TABLE reports_notice; --
../../../../etc/passwd
""".strip().splitlines()
