"""Names of persons, told by surname and by what stands beside them; 张某某 is how they are masked."""

import re

TITLES = {"person_name": "人员姓名"}
COMPOUND = "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|端木|百里|南宫|长孙|宇文"
SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛奚范彭郎"
    "鲁韦昌马苗凤花方俞袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟黄穆"
    "萧尹姚邵汪祁毛禹狄米贝臧戴谈宋庞熊纪舒屈项祝董梁杜阮蓝闵席季麻贾江童颜郭梅盛林刁钟徐邱骆高夏"
    "蔡田樊胡凌霍虞万支柯管卢莫房裘缪解应宗丁宣邓郁杭洪包左石崔吉钮龚程邢裴陆荣翁荀羊惠甄封芮储靳"
    "段富巫焦牧隗谷车侯宓全班仰秋仲伊宫宁仇甘厉戎祖武符刘景詹束龙叶幸司韶黎蓟薄印白蒲从鄂索赖卓"
    "蔺屠蒙池乔阴胥苍双闻莘党翟谭贡劳姬申扶堵冉宰雍璩桑桂濮牛寿边扈燕冀浦尚农温庄晏柴瞿阎充慕连茹"
    "习艾鱼容向古易慎戈廖庾暨衡步都耿满弘匡文寇广禄东沃利蔚越隆师巩聂晁勾敖融冷辛阚那简饶曾沙丰关"
    "蒯相查荆红游竺权盖益桓公肖岳帅闫佟付邸涂覃操单覃"
)
# Surnames that mostly are other words; they count where 同志 or the like follows.
WORDS_TOO = (
    "于时全班文方从向都应连党公广东利富红相权华常安乐和万单支管解谈计师满充步关双武项高严包石"
)
MASKED = re.compile(r"[某×*＊XxＸ○〇]")
KNOWN = frozenset(
    [
        "习近平",
        "毛泽东",
        "周恩来",
        "刘少奇",
        "朱德",
        "邓小平",
        "陈云",
        "江泽民",
        "胡锦涛",
        "雷锋",
        "焦裕禄",
        "孔繁森",
        "谷文昌",
        "黄大年",
        "黄文秀",
        "张富清",
        "张桂梅",
        "廖俊波",
        "杨善洲",
        "王进喜",
        "孙中山",
        "任弼时",
    ]
)
COMMON = (
    "负责|施工|林地|农田|商户|成员|纪检|纪委|单位|常委|常务|方面|安全|文明|高级|有关|关于|相关|项目|方案|文件|管理|金融|文化|文联|商会|应当|"
    "江苏|江西|广东|广西|山东|东部|万余|温州|黄山|石油|高度|严格|严肃|严重|安排|周密|时间|马上|白天|路线|段时|"
    "元旦|任何|余下|和平|成立|支部|党员|党组|党委|公司|公安|广大|关键|全体|全部|各位|武警|师生|高管|高校|石化|"
    "应急|解决|谈话|计划|连续|明确|程序|农业|农村|水利|林业|金额|平时|康复|宁夏|武汉|贵州|费用|何时|何种|"
    "经营|牛羊|左右|马路|车辆|房屋|房管|童年|司法|司机|家庭|毕业|宣传|宣讲|祖国|居民|柴油|储备|单独|简称|简要|"
    "利用|利益|都是|向前|满意|权力|权限|边界|边远|古城|步骤|充分|相应|查处|查摆|查找|封闭|红色|华侨|易于|越来|"
    "那些|容易|尚未|劳动|贡献|景区|龙头|白酒|国际|和谐|乐于|常态|顾问|庄严|祝贺|席位|许多|许可|温暖|盛大|米面"
)
COMMON += (
    "|查询|查看|查阅|查明|查实|查验|查核|范围|陆续|荣誉|惠企|惠民|焦点|秋季|仲裁|符合|幸福|薄弱|印发|印制|索取|索要|"
    "申请|申报|申办|申诉|扶持|扶贫|扶助|堵塞|习惯|容错|慎重|衡量|弘扬|巩固|融合|融入|简化|简易|曾经|丰富|操作|操办|"
    "平台|平均|谈心|尤其|施行|施策|张贴|张榜|章程|廉政|廉洁|罗列|宗旨|成效|成果|成绩|成长|成熟|程度|齐全|齐抓|董事|"
    "路径|管控|管护|路边|麻烦|夏季|洪水|花费|温度|干部|祝愿|段落|康养|车间|储存|封存|印章|印证|喻为|景区|游客"
)
COMMON += (
    "|农户|农民|牧民|车主|房东|路人|何人|曾违|曾多|曾在|曾因|曾被|曾向|曾到|曾未|曾对|曾以|季度|苏宁|平安|吉利|"
    "云南|苏州|常州|郑州|徐州|杭州|柳州|梅州|沈阳|贵阳|邵阳|衡阳|岳阳"
)
COMMON = frozenset(COMMON.split("|"))
OF_BODIES = re.compile(
    r"[局处科部室委会办组队院校所站厂司区县市省乡镇村街党政总副长联协员级位位各的了在和与及]"
)
# 席 of 主席 or 列席, 程 of 工程师 are no surnames: 主席任组长, 总工程师任副组长.
SURNAME = rf"(?:{COMPOUND}|(?!(?<=[主首列出缺])席|(?<=工)程)[{SURNAMES}])"
HAN = "[\u4e00-\u9fff]"
POSTS = (
    "书记|局长|主席|主任|处长|科长|部长|会长|秘书长|院长|校长|经理|董事长|县长|市长|区长|镇长|乡长|村长|站长|"
    "所长|队长|股长|组长|调研员|干事|科员|总监|会计|出纳"
)
STAFF = "党组成员|班子成员|委员|驾驶员|司机|办事员|业务员|工作人员"
STYLED = re.compile(rf"({SURNAME}{HAN}{{1,2}}?)(?=同志|先生|女士|等人|本人|老师)")
BEFORE_POST = re.compile(rf"({SURNAME}{HAN}{{1,2}}?)(?=副?(?:{POSTS}))")
ENDS = "同志|任|带|在|对|主持|作|参加|牵头|负责(?!人)|签[订署名]|反映(?!的)|陪同|汇报|被|因|等|和|与|受|给予|违|表示|到|说|多次|未|已|率|向|于|的|收|挪|侵|虚|不|出席|代表|党内|政务|进行|垫|要求|强调|介绍|分别|私自|擅自|酒驾|醉驾"
AFTER_POST = re.compile(
    rf"(?:{POSTS}|{STAFF}|当事人|党员|干部|职工|企业主|企业家|法定代表人|负责人|经办人|举报人|信访人|投诉人|联系人|联络员|责任人|姓名)[：:]?"
    rf"({SURNAME}{HAN}{{1,2}}?)(?=[，。；、：:（(）)！？“”《\d\s]|$|{ENDS})"
)
# What is said of a person alone: suspected of, relieved of a post, a man or a woman.
EDGE = r"(?:^|(?<=[，。；：、“（(\n 对将由把与和及]))"
ACCUSED = re.compile(
    rf"{EDGE}({SURNAME}{HAN}{{1,2}}?)"
    r"(?=(?:因)?(?:涉嫌|严重违纪|违纪违法|违规违纪|收受贿|受贿|行贿|贪污|挪用公款)|[，,](?:男|女)性?[，,。）)])"
)
RELIEVED = re.compile(
    rf"(?:免去|任命|提名|聘任|撤销|罢免|免除)({SURNAME}{HAN}{{1,2}}?)(?=的|担任|为|"
    rf"副?(?:办公室|机关|党|市|县|区|省|人事|财务|组织|宣传|综合|政策|业务|纪检|会员|商会|{POSTS}))"
)
GIVEN = re.compile(
    rf"(?:给予|对)({SURNAME}{HAN}{{1,2}}?)(?=党内|政务|诫勉|予以|违规|违纪|立案|作出|批评|通报)"
)
# Who signs or is paid: 与张伟签订合同.
PARTY = re.compile(
    rf"(?:[与同和]({SURNAME}{HAN}{{1,2}}?)(?=签订|签署|签约)"
    rf"|[向给为]({SURNAME}{HAN}{{1,2}}?)(?=支付|报销|转账|借款|汇款))"
)
# A name after a name: 张敏、刘洋分别带队.
FOLLOWING = re.compile(rf"[、和与]({SURNAME}{HAN}{{1,2}}?)(?=[，。；、（(）)\s]|$|{ENDS})")
ADVICE = "请删去，或写成“张某某”“有关负责同志”。"


def find(case):
    """Names beside 同志 and the like, before a post, after a post; documents' titles are left."""
    for view in case.views:
        seen = set()
        for words, strict in (
            (STYLED, False),
            (BEFORE_POST, True),
            (AFTER_POST, True),
            (GIVEN, True),
            (ACCUSED, True),
            (RELIEVED, True),
            (PARTY, True),
        ):
            for match in words.finditer(view.text):
                span = match.span(match.lastindex)
                if span[0] in seen or not is_name(match[match.lastindex], strict):
                    continue
                if view.passage is case.contact and "联系人" in match[0]:
                    continue
                for start, end in (span, *following(view.text, span[1])):
                    if start not in seen:
                        seen.add(start)
                        says = f"“{view.text[start:end]}”像是人员姓名，公开通报不写个人姓名。"
                        yield view.finding("person_name", start, end, says, ADVICE)


def following(text, end):
    """The places of the names that are listed after one that ends at ``end``."""
    while (match := FOLLOWING.match(text, end)) and is_name(match[1], True):
        end = match.end(1)
        yield match.span(1)


def is_name(name, strict):
    """Whether the characters after a surname may be a given name."""
    if MASKED.search(name) or name in KNOWN or any(known.startswith(name) for known in KNOWN):
        return False
    if name[:2] in COMMON or name[1:3] in COMMON:
        return False
    if not strict:
        return not re.search("[们级位各]", name)
    return name[0] not in WORDS_TOO and not OF_BODIES.search(name[1:])
