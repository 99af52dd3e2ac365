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
    (r"(?<=问题|目标|结果|需求)导[像象相]", "导向"),
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
    (r"(?<!目)的的(?!确)|在在|了了(?!解|结)", "多写了一个字"),
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
                    says = f"“{match[0]}”疑为“{right}”之误。"
                    yield of_slip(view, match.span(), says, f"请核对，改为“{right}”。", right)
        for wrong, right in own.items():
            at = view.text.find(wrong)
            while at >= 0:
                says = f"本单位易错词：“{wrong}”应为“{right}”。" if right else f"不用“{wrong}”。"
                advice = f"请改为“{right}”。" if right else "请删去或改写。"
                yield of_slip(view, (at, at + len(wrong)), says, advice, right)
                at = view.text.find(wrong, at + len(wrong))


def of_slip(view, span, says, advice, right):
    """One finding."""
    return view.finding("slip", *span, says, advice, (right,))


def in_title(view, place):
    """Whether a place is in a document's title, which is quoted as it stands."""
    return view.is_quoted(place) and "《" in view.text[max(0, place - 200) : place]
