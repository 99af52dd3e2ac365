"""Words that are often written wrong in these papers; an organization adds its own."""

import re

TITLES = {"slip": "错别字和误用"}
# Wrong, as a pattern → right. The patterns name what stands around a word where it may be right.
TABLE = (
    (r"巡查(?=组|整改|反馈|办|工作|监督|发现|期间|任务|意见|对象)", "巡察"),
    (
        r"(?<=[市县区]委)巡[查视](?!巡察)|(?<=[市县区]委第[一二三四五六七八九十])巡[查视](?=组)",
        "巡察",
    ),
    (r"巡察小组", "巡察组"),
    (r"(?<=措施|任务|问题|制度|方案|工作)以(?=落实|完成|整改|建立|销号|办结|全部)", "已"),
    (
        r"(?<![自知律克利异舍损为公顾一])己(?=经|整改|完成|落实|销号|全部|建立|召开|印发|办结|按)",
        "已",
    ),
    (r"(?<=整改|巡察|监督|检查|管理|服务)工做", "工作"),
    (r"(?<=问题|目标|结果|需求)导[像象相项]", "导向"),
    (r"整改[任仼](?:物|雾|悟)|整改仼务", "整改任务"),
    (r"整该|整攺|正改(?=任务|措施|情况|工作)", "整改"),
    (r"台帐", "台账"),
    (r"(?<=[对查记转欠入])帐|帐(?=目|户|务|款|本|号)", "账"),
    (r"截止(?=\d{4}年|\d{1,2}月|[〇一二三四五六七八九十]{1,4}[年月]|到|至|目前)", "截至"),
    (r"其它", "其他"),
    (r"反应(?=问题|情况|诉求|意见|困难|的(?:突出|主要|具体)?(?:问题|诉求|意见))", "反映"),
    (r"布署", "部署"),
    (r"销毁(?=制度|管理|台账|申请|条件)|消号", "销号"),
    (r"(?<!立)即(?=要.{1,20}又要|往不咎)", "既"),
    (r"既(?=将|使|便是|日起|可(?!以))", "即"),
    (r"再接再[励历]|在接再[厉励]", "再接再厉"),
    (r"做为", "作为"),
    (
        r"(?<![工合操运动制写著创协耕])(?:作到|作好(?=.{0,8}工作)|作实(?![际践施行习绩效物验力例地])|作细)",
        "做（做到、做好、做实）",
    ),
    (r"做出(?=了?(?:贡献|决定|决策|承诺|规定|安排|部署|批示))", "作出"),
    (r"当做(?=.{0,12}(?:任务|大事|抓手|重点))", "当作"),
    (r"必需(?=坚持|做到|严格|落实|按照|加强|认真|完成|整改|及时)", "必须"),
    (r"坐谈会", "座谈会"),
    (r"竟聘", "竞聘"),
    (r"按步就班", "按部就班"),
    (r"一如继往", "一如既往"),
    (r"迫不急待", "迫不及待"),
    (r"墨守陈规", "墨守成规"),
    (r"拨乱返正", "拨乱反正"),
    (r"主题责任", "主体责任"),
    (r"书纪", "书记"),
    (r"四个意思", "四个意识"),
    (r"记检|纪捡|纪检检察", "纪检监察"),
    (r"派住(?=纪检|机构|监督)", "派驻"),
    (r"廉正(?=建设|风险|谈话|教育|自律)", "廉政"),
    (r"重严治党|从严制党|从严冶党", "从严治党"),
    (r"意识型态", "意识形态"),
    (r"集体决测", "集体决策"),
    (r"建章立治|建章立志", "建章立制"),
    (r"举一返三", "举一反三"),
    (r"立形立改|立行力改|立行整改|立刻立改", "立行立改"),
    (r"(?<=落实|整改|配备|执行)(?:道位|到为)", "到位"),
    (r"贯撤|惯彻", "贯彻"),
    (r"撤底|澈底", "彻底"),
    (r"跟综", "跟踪"),
    (r"[挽晚]会(?=损失|资金)|晚回(?=损失|资金)", "挽回"),
    (r"完擅|完膳", "完善"),
    (r"[佐左]正材料|左证", "佐证"),
    (r"反愧|返馈|反溃", "反馈"),
    (r"通抱", "通报"),
    (r"侯选人", "候选人"),
    (r"那怕", "哪怕"),
    (r"象(?=这样|那样)", "像"),
    (r"座落", "坐落"),
    (r"渡过(?=.{0,4}(?:假期|节日|春节))", "度过"),
    (r"按排", "安排"),
    (r"报消", "报销"),
    (r"公欵", "公款"),
    (r"(?<!目)的的(?!确)|在在|了了(?!解|结)|已已|(?:^|(?<=[，。；]))对对", "多写了一个字"),
    (
        r"(?![一二三四五六七八九十两几很非逐每不])(?!研究研|讨论讨|商量商|考虑考|了解了|交流交|学习学|检查检)"
        r"(?!组织|代表|领导|企业|规定|管理|服务)(?!..部..部署)"
        r"([\u4e00-\u9fff]{2,8})\1",
        "多写了一次",
    ),
    (r"(?<=立行立|即知即|应改尽|边查边)该", "改"),
    (r"既(?=[整知]既改|行既改)|(?<=既[整知])既(?=改)", "即"),
    (r"即(?=然)", "既"),
    (r"以经(?=完成|整改|召开|落实|印发|全部|建立)", "已经"),
    (r"追纠", "追究"),
    (r"长[校郊]机制", "长效机制"),
    (r"(?<=整改|完成|办结)时线(?![上下])", "时限"),
    (r"处份(?!额|数)", "处分"),
    (r"违归", "违规"),
    (r"补帖(?!子)", "补贴"),
    (r"[接招]侍", "接待（招待）"),
    (r"民主声活会|组织声活会", "生活会"),
    (r"教肓", "教育"),
    (r"震摄", "震慑"),
    (r"(?<=问题|深挖|查找)根元", "根源"),
    (r"(?<=第一)议提", "议题"),
    (r"廉证(?=建设|风险|谈话|教育)", "廉政"),
    (r"(?<=公”|专项|活动|培训|会议|办公)经废(?![止除弃])", "经费"),
    (r"(?<=专项|综合)治里", "治理"),
    (r"补却(?=[，。；、”]|短板|$)", "补缺"),
    (r"(?<=针对|仍然|依然)存再(?=的|问题|不足)", "存在"),
    (r"党租(?=会|书记|成员)", "党组"),
    (r"(?<=派驻)纪监组", "纪检监察组"),
    (r"第一责人", "第一责任人"),
    (r"(?<=学习)中心祖", "中心组"),
    (r"园满", "圆满"),
    (r"巩故", "巩固"),
    (r"部暑", "部署"),
    (r"诫免谈话|戒勉谈话", "诫勉谈话"),
    (r"(?<=形式|官僚)主议", "主义"),
    (r"民主集中治", "民主集中制"),
    (r"一岗双则", "一岗双责"),
    (r"三会一刻", "三会一课"),
    (
        r"(?<=[\d万亿])元元|(?<=\d)万万元|亿亿元|(?<=\d)[%％]{2,}|百分之\d+(?:\.\d+)?[%％]",
        "多写了单位",
    ),
    (
        r"(?:资金|会费|党费|经费|补贴|款项?|金额|损失)[^，。；、\d]{0,6}\d+(?:\.\d+)?万(?=[，。；、）]|$)",
        "漏写了“元”",
    ),
    (
        r"(?:(?<![附最临邻靠接远亲将])近|(?<![预签节合条契制违履邀特俭大])约|大约|将近)"
        r"(?:\d+(?:\.\d+)?[余多](?=[万亿个项人名家次元])|\d+(?:\.\d+)?[万亿]?[个项人名家次元]左右)",
        "只写一个表示约数的词",
    ),
)
# Of the inspection in hand, whose word is 巡察; those of the centre and the province are 巡视.
TOUR = re.compile(
    r"(?:^|(?<=[，。；：、\n“针对把将以按照实好进轮次展]))巡视(?=整改|反馈|意见|指出|发现)(?!整改[、和]巡察)"
)
OF_OTHERS = re.compile(
    r"(?:中央|国家|省|自治区|上级)[^，。；]{0,12}巡视|巡察[、和]巡视|巡视[、和]?巡察"
)
TABLE = tuple((re.compile(wrong), right) for wrong, right in TABLE)


def find(case):
    """Known slips, document titles left as they are; then the organization's own."""
    own = {wrong: right for wrong, right in case.slips.items() if wrong and wrong != right}
    for view in case.views:
        for match in () if OF_OTHERS.search(view.text) else TOUR.finditer(view.text):
            if not in_title(view, match.start()):
                says = "这次是巡察，“巡视”疑为“巡察”之误。"
                yield of_slip(view, match.span(), says, "请核对，改为“巡察”。", "巡察")
        told = set()  # the places of a word that two lines of the table name
        for wrong, right in TABLE:
            for match in wrong.finditer(view.text):
                places = set(range(*match.span()))
                if places & told or in_title(view, match.start()):
                    continue
                told |= places
                if match[0] not in own:
                    yield of_slip(view, match.span(), *advised(match[0], right), right)
        for wrong, right in own.items():
            at = view.text.find(wrong)
            while at >= 0:
                says = f"本单位易错词：“{wrong}”应为“{right}”。" if right else f"不用“{wrong}”。"
                advice = f"请改为“{right}”。" if right else "请删去或改写。"
                yield of_slip(view, (at, at + len(wrong)), says, advice, right)
                at = view.text.find(wrong, at + len(wrong))


def advised(words, right):
    """(says, advice) of a line of the table; what is too much or left out is told as such."""
    if right.startswith(("多写", "漏写", "只写")):
        return f"“{words}”疑有误：{right}。", "请核对后改正。"
    return f"“{words}”疑为“{right}”之误。", f"请核对，改为“{right}”。"


def of_slip(view, span, says, advice, right):
    """One finding."""
    return view.finding("slip", *span, says, advice, (right,))


def in_title(view, place):
    """Whether a place is in a document's title, which is quoted as it stands."""
    return view.is_quoted(place) and "《" in view.text[max(0, place - 200) : place]
