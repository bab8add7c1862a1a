package intake

import (
	"strings"
	"unicode"
)

// column is one of the columns a case file may have.
type column int

const (
	creditor column = iota
	number
	product
	branch
	role
	name
	idNumber
	phone
	language
	street
	district
	city
	postcode
	placeKind
	lat
	lon
	coordinates
	amount
	currency
	daysPastDue
	bucket
	dueDate
	regionCode
	collateral
	collateralKind
	collateralWhat
	collateralMark
	paperNotice
	paperPeriod
	paperClause
	paperOrder
	columnCount
)

// codeRunes is the longest cell of a column that holds a code, a number or a
// date and not free text.
const codeRunes = 64

// columns says what each is called, what else banks call it, and what may
// stand in it. Names are compared after folded.
var columns = [columnCount]struct {
	name     string
	also     []string
	required bool
	free     bool // text as long as Options allow
	lines    bool // may hold a line break
}{
	creditor:    {name: "creditor", also: []string{"委托方", "委托人", "委托机构", "债权人", "bank", "client"}, required: true, free: true},
	number:      {name: "number", also: []string{"case_number", "case_no", "案件号", "案件编号"}, required: true},
	product:     {name: "product", also: []string{"产品", "产品名称"}, free: true},
	branch:      {name: "branch", also: []string{"网点", "分行", "支行"}, free: true},
	role:        {name: "role", also: []string{"角色", "关系人类型"}},
	name:        {name: "name", also: []string{"姓名", "客户姓名", "full_name"}, required: true, free: true},
	idNumber:    {name: "id_number", also: []string{"证件号", "证件号码", "身份证号", "id_no"}},
	phone:       {name: "phone", also: []string{"电话", "手机", "手机号", "联系电话", "telephone", "mobile"}},
	language:    {name: "language", also: []string{"语言"}},
	street:      {name: "street", also: []string{"address", "地址", "详细地址"}, required: true, free: true, lines: true},
	district:    {name: "district", also: []string{"区", "区县"}, free: true, lines: true},
	city:        {name: "city", also: []string{"城市", "市"}, free: true, lines: true},
	postcode:    {name: "postcode", also: []string{"邮编", "邮政编码", "zip", "postal_code"}},
	placeKind:   {name: "place_kind", also: []string{"地址类型", "address_kind"}},
	lat:         {name: "lat", also: []string{"纬度", "latitude"}},
	lon:         {name: "lon", also: []string{"经度", "lng", "longitude"}},
	coordinates: {name: "coordinate_system", also: []string{"坐标系", "坐标系统", "datum"}},
	amount:      {name: "amount", also: []string{"欠款金额", "amount_due"}, required: true},
	currency:    {name: "currency", also: []string{"币种"}, required: true},
	daysPastDue: {name: "days_past_due", also: []string{"逾期天数", "dpd"}, required: true},
	bucket:      {name: "bucket", also: []string{"逾期阶段"}},
	dueDate:     {name: "due_date", also: []string{"到期日", "到期日期"}},
	// Not "region": in banks' files that is a part of the bank.
	regionCode:     {name: "region_code", also: []string{"country_code", "iso_3166", "国家代码", "国家地区代码"}},
	collateral:     {name: "collateral", also: []string{"secured", "是否有抵押物", "有无抵押物", "是否抵押"}},
	collateralKind: {name: "collateral_kind", also: []string{"collateral_type", "抵押物类型", "抵押物种类"}},
	collateralWhat: {name: "collateral_what", also: []string{"collateral_description", "抵押物", "抵押物名称", "抵押物描述"}, free: true},
	collateralMark: {name: "collateral_mark", also: []string{"plate", "serial_number", "车牌号", "车牌号码", "抵押物编号", "序列号"}},
	paperNotice:    {name: "default_notice", also: []string{"违约通知", "是否已发违约通知"}},
	paperPeriod:    {name: "notice_period_over", also: []string{"通知期限届满", "违约通知期限已满"}},
	paperClause:    {name: "repossession_clause", also: []string{"处置条款", "合同处置条款"}},
	paperOrder:     {name: "permit_or_order", also: []string{"court_order", "许可或裁定", "法院许可或裁定"}},
}

// choices are the words a column with a fixed choice may hold, after folded,
// and what is said of any other.
type choices struct {
	refusal string
	words   map[string]string
}

var (
	roles = choices{"This is no role here; it can be debtor, joint_debtor, guarantor or representative.", map[string]string{
		"debtor": "debtor", "借款人": "debtor", "主借款人": "debtor", "债务人": "debtor", "持卡人": "debtor",
		"jointdebtor": "joint_debtor", "coborrower": "joint_debtor", "共同借款人": "joint_debtor", "共同债务人": "joint_debtor",
		"guarantor": "guarantor", "担保人": "guarantor", "保证人": "guarantor",
		"representative": "representative", "代理人": "representative", "法定代表人": "representative",
	}}
	kinds = choices{"This is no kind of place here; it can be home, workplace or agreed_place.", map[string]string{
		"home": "home", "住宅": "home", "家庭": "home", "家庭地址": "home",
		"workplace": "workplace", "单位": "workplace", "工作单位": "workplace", "单位地址": "workplace",
		"agreedplace": "agreed_place", "约定地点": "agreed_place",
	}}
	systems = choices{"This system of coordinates is not known here; it can be WGS-84, GCJ-02 or BD-09.", map[string]string{
		"wgs84": "wgs-84", "gps": "wgs-84", "epsg:4326": "wgs-84",
		"gcj02": "gcj-02", "火星坐标": "gcj-02", "火星坐标系": "gcj-02", "高德": "gcj-02", "腾讯": "gcj-02", "国测局": "gcj-02", "mars": "gcj-02",
		"bd09": "bd-09", "bd09ll": "bd-09", "百度": "bd-09", "百度坐标": "bd-09", "baidu": "bd-09",
	}}
	// ¥ is left out: it is yuan and yen.
	currencies = choices{"This currency is not kept here; it can be CNY, EUR, USD or JPY.", map[string]string{
		"cny": "CNY", "rmb": "CNY", "人民币": "CNY",
		"eur": "EUR", "€": "EUR", "欧元": "EUR",
		"usd": "USD", "美元": "USD",
		"jpy": "JPY", "日元": "JPY",
	}}
	buckets = choices{"This is no bucket; it can be M0 to M6, or M6+.", map[string]string{
		"m0": "M0", "m1": "M1", "m2": "M2", "m3": "M3", "m4": "M4", "m5": "M5", "m6": "M6", "m6+": "M6+",
	}}
)

var columnNames = func() map[string]column {
	known := make(map[string]column)
	for c := range columnCount {
		known[folded(columns[c].name)] = c
		for _, also := range columns[c].also {
			known[folded(also)] = c
		}
	}
	return known
}()

// folded makes "Case Number", "case_number" and "CASE-NUMBER" one name.
func folded(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}
