//! The national code lists for a person's attributes, each with its standard. Where the editions of
//! a standard differ, a code of any edition is accepted: these attributes are stored and shown, and
//! no figure depends on them.

/// GB/T 3304-1991, in code order from 01.
const ETHNIC_GROUPS: [&str; 56] = [
    "汉族",
    "蒙古族",
    "回族",
    "藏族",
    "维吾尔族",
    "苗族",
    "彝族",
    "壮族",
    "布依族",
    "朝鲜族",
    "满族",
    "侗族",
    "瑶族",
    "白族",
    "土家族",
    "哈尼族",
    "哈萨克族",
    "傣族",
    "黎族",
    "傈僳族",
    "佤族",
    "畲族",
    "高山族",
    "拉祜族",
    "水族",
    "东乡族",
    "纳西族",
    "景颇族",
    "柯尔克孜族",
    "土族",
    "达斡尔族",
    "仫佬族",
    "羌族",
    "布朗族",
    "撒拉族",
    "毛南族",
    "仡佬族",
    "锡伯族",
    "阿昌族",
    "普米族",
    "塔吉克族",
    "怒族",
    "乌孜别克族",
    "俄罗斯族",
    "鄂温克族",
    "德昂族",
    "保安族",
    "裕固族",
    "京族",
    "塔塔尔族",
    "独龙族",
    "鄂伦春族",
    "赫哲族",
    "门巴族",
    "珞巴族",
    "基诺族",
];

/// Names the ethnic group of a code (GB/T 3304-1991: 01 to 56, 97 and 98); `None` if there is no
/// such code.
pub fn ethnic(code: &str) -> Option<&'static str> {
    match two_digits(code)? {
        97 => Some("其他"),
        98 => Some("外国血统中国籍人士"),
        number => ETHNIC_GROUPS.get(usize::from(number).checked_sub(1)?).copied(),
    }
}

/// Names the level of education of a code (GB/T 4658-2006); a finer code gives the level that it
/// belongs to. `None` if there is no such code.
pub fn education(code: &str) -> Option<&'static str> {
    Some(match two_digits(code)? {
        11..=13 => "博士研究生",
        14..=16 => "硕士研究生",
        10 | 17..=19 => "研究生",
        20..=28 => "大学本科",
        30..=33 => "大学专科",
        41..=43 => "中等专科",
        44..=46 => "职业高中",
        47..=49 => "技工学校",
        40 => "中等职业教育",
        60..=63 => "普通高中",
        70..=73 => "初中",
        80..=83 => "小学",
        90 => "其他",
        _ => return None,
    })
}

/// Names the marital status of a code (GB/T 2261.2-2003); `None` if there is no such code.
pub fn marital(code: &str) -> Option<&'static str> {
    Some(match two_digits(code)? {
        10 => "未婚",
        20 => "已婚",
        21 => "初婚",
        22 => "再婚",
        23 => "复婚",
        30 => "丧偶",
        40 => "离婚",
        90 => "未说明的婚姻状况",
        _ => return None,
    })
}

/// Tells whether a code is a relation to the head of the household (GB/T 4761-2008, its one-digit
/// or two-digit table).
pub fn is_relation(code: &str) -> bool {
    let one_digit = code.len() == 1 && code.bytes().all(|b| b.is_ascii_digit());
    one_digit || matches!(two_digits(code), Some(1..=3 | 10..=99))
}

fn two_digits(code: &str) -> Option<u8> {
    (code.len() == 2 && code.bytes().all(|b| b.is_ascii_digit())).then(|| code.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ethnic_groups_stand_at_their_codes() {
        for (code, name) in
            [("01", "汉族"), ("08", "壮族"), ("20", "傈僳族"), ("21", "佤族"), ("31", "达斡尔族"), ("56", "基诺族")]
        {
            assert_eq!(ethnic(code), Some(name));
        }
        for code in ["00", "57", "96", "99", "1", "001", "+1", "汉"] {
            assert_eq!(ethnic(code), None, "{code}");
        }
    }

    #[test]
    fn codes_outside_a_standard_are_not_taken() {
        assert!(["10", "14", "21", "31", "41", "61", "70", "81", "90"].iter().all(|code| education(code).is_some()));
        assert!(["00", "50", "95", "7"].iter().all(|code| education(code).is_none()));
        assert!(marital("23").is_some() && marital("11").is_none());
        assert!(["02", "11", "99", "0"].iter().all(|code| is_relation(code)));
        assert!(!["", "00", "09", "100", "a"].iter().any(|code| is_relation(code)));
    }
}
