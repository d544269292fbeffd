//! The search keys of a person's name: the name itself, its pinyin, and the initials of the pinyin.
//!
//! A character may have several readings, and the one that the family uses is unknown: all of them
//! are keys. For a surname, only its readings as a surname are keys, where they differ from the
//! character's usual ones (单 is Shàn, not dān).

use std::collections::BTreeSet;

use pinyin::{ToPinyin as _, ToPinyinMulti as _};

/// The most spellings kept for one name; a name with more polyphones is found by the name itself.
const SPELLINGS: usize = 32;

/// Surnames that lack some of their characters' readings, two-character ones first, with the
/// readings that dictionaries give for the surname.
const SURNAMES: &[(&str, &[&str])] = &[
    ("万俟", &["mo qi"]),
    ("尉迟", &["yu chi"]),
    ("长孙", &["zhang sun"]),
    ("澹台", &["tan tai"]),
    ("令狐", &["ling hu"]),
    ("单于", &["chan yu", "shan yu"]),
    ("宰父", &["zai fu"]),
    ("单", &["shan"]),
    ("仇", &["qiu"]),
    ("区", &["ou"]),
    ("曾", &["zeng"]),
    ("任", &["ren"]),
    ("查", &["zha"]),
    ("解", &["xie"]),
    ("朴", &["piao", "pu"]),
    ("盖", &["ge", "gai"]),
    ("缪", &["miao"]),
    ("翟", &["zhai", "di"]),
    ("乐", &["yue", "le"]),
    ("华", &["hua"]),
    ("洗", &["xian"]),
    ("冼", &["xian"]),
    ("覃", &["qin", "tan"]),
    ("谌", &["chen", "shen"]),
    ("秘", &["bi", "mi"]),
    ("员", &["yun", "yuan"]),
    ("折", &["she"]),
    ("召", &["shao", "zhao"]),
    ("种", &["chong"]),
    ("尉", &["wei"]),
    ("黑", &["he", "hei"]),
    ("逄", &["pang"]),
    ("燕", &["yan"]),
    ("葛", &["ge"]),
    ("宁", &["ning"]),
    ("纪", &["ji"]),
    ("那", &["na"]),
    ("哈", &["ha"]),
    ("隗", &["wei", "kui"]),
    ("牟", &["mou", "mu"]),
    ("相", &["xiang"]),
    ("应", &["ying"]),
    ("过", &["guo"]),
    ("石", &["shi"]),
    ("车", &["che"]),
    ("繁", &["po"]),
    ("句", &["gou"]),
    ("祭", &["zhai", "ji"]),
    ("沈", &["shen"]),
    ("莘", &["shen", "xin"]),
    ("晟", &["cheng"]),
    ("佴", &["nai"]),
    ("洪", &["hong"]),
    ("卜", &["bu"]),
    ("贾", &["jia"]),
    ("夏", &["xia"]),
    ("殷", &["yin"]),
    ("薄", &["bo"]),
    ("占", &["zhan"]),
    ("俞", &["yu"]),
    ("阚", &["kan"]),
    ("撒", &["sa"]),
    ("郇", &["xun", "huan"]),
    ("曲", &["qu"]),
    ("钻", &["zuan"]),
    ("鲍", &["bao"]),
    ("乜", &["nie"]),
    ("幺", &["yao"]),
    ("麦", &["mai"]),
];

/// Normalises a name, or a search text, into the form of keys: lowercase, no blanks, dots or tone
/// marks, full width as half width, ü as v.
pub fn fold(text: &str) -> String {
    text.chars().flat_map(folded).collect()
}

fn folded(c: char) -> impl Iterator<Item = char> {
    let half = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    };
    let plain = match half {
        'ā' | 'á' | 'ǎ' | 'à' | 'Ā' | 'Á' | 'Ǎ' | 'À' => 'a',
        'ē' | 'é' | 'ě' | 'è' | 'Ē' | 'É' | 'Ě' | 'È' => 'e',
        'ī' | 'í' | 'ǐ' | 'ì' | 'Ī' | 'Í' | 'Ǐ' | 'Ì' => 'i',
        'ō' | 'ó' | 'ǒ' | 'ò' | 'Ō' | 'Ó' | 'Ǒ' | 'Ò' => 'o',
        'ū' | 'ú' | 'ǔ' | 'ù' | 'Ū' | 'Ú' | 'Ǔ' | 'Ù' => 'u',
        'ü' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' | 'Ü' | 'Ǖ' | 'Ǘ' | 'Ǚ' | 'Ǜ' => 'v',
        c => c,
    };
    let left_out = |c: &char| !(c.is_whitespace() || c.is_control() || "'’‘·•.．-".contains(*c));
    plain.to_lowercase().filter(left_out)
}

/// Gives all keys of a name, folded; a search for a prefix of any key finds the name.
pub fn keys(name: &str) -> BTreeSet<String> {
    let name = fold(name);
    let mut keys = BTreeSet::new();
    for syllables in syllables(&name) {
        keys.insert(syllables.concat());
        keys.insert(syllables.iter().filter_map(|syllable| syllable.chars().next()).collect());
    }
    keys.insert(name);
    keys.remove("");
    keys
}

/// Gives all pinyin spellings of a name, folded. Other characters stay unchanged.
pub fn spellings(name: &str) -> BTreeSet<String> {
    syllables(&fold(name)).iter().map(|syllables| syllables.concat()).collect()
}

fn syllables(name: &str) -> Vec<Vec<String>> {
    let surname = SURNAMES.iter().find(|(surname, _)| name.starts_with(surname));
    let (mut spellings, given): (Vec<Vec<String>>, &str) = match surname {
        Some((surname, readings)) => {
            (readings.iter().map(|r| r.split(' ').map(str::to_owned).collect()).collect(), &name[surname.len()..])
        }
        None => (vec![Vec::new()], name),
    };
    for character in given.chars() {
        let readings = readings(character);
        let longer = spellings.iter().flat_map(|spelling| {
            readings.iter().map(move |reading| spelling.iter().chain([reading]).cloned().collect())
        });
        spellings = longer.take(SPELLINGS).collect();
    }
    spellings
}

/// Gives the readings of a Chinese character without tones, the usual one first, each once; for
/// another character, the character itself.
fn readings(character: char) -> Vec<String> {
    let usual = character.to_pinyin().into_iter();
    let all = usual.chain(character.to_pinyin_multi().into_iter().flatten());
    let mut readings = Vec::new();
    for reading in all {
        // ü in the form in which it is folded and typed.
        let reading = fold(reading.plain());
        if !readings.contains(&reading) {
            readings.push(reading);
        }
    }
    if readings.is_empty() { vec![character.to_string()] } else { readings }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(name: &str, asked: &str) -> bool {
        keys(name).iter().any(|key| key.starts_with(&fold(asked)))
    }

    #[test]
    fn a_name_is_found_by_itself_its_pinyin_and_its_initials() {
        for asked in ["林梅", "林", "linmei", "Lin Mei", "lín méi", "lm", "LM", "ｌｉｎ", "lin'mei"] {
            assert!(finds("林梅", asked), "{asked}");
        }
        for asked in ["梅", "mei", "ml", "linx"] {
            assert!(!finds("林梅", asked), "{asked}");
        }
    }

    #[test]
    fn a_surname_has_its_own_readings() {
        for (name, found, not) in [
            ("单小明", "shanxiaoming", "dan"),
            ("仇英", "qiuying", "chou"),
            ("区炳文", "oubingwen", "qu"),
            ("曾国强", "zengguoqiang", "ceng"),
            ("冼星海", "xianxinghai", "sheng"),
            ("尉迟恭", "yuchigong", "wei"),
            ("尉健行", "weijianxing", "yu"),
        ] {
            assert!(finds(name, found), "{name} {found}");
            assert!(!finds(name, not), "{name} {not}");
        }
        for reading in ["zhaidejun", "didejun", "zdj", "ddj"] {
            assert!(finds("翟德军", reading), "{reading}");
        }
    }

    #[test]
    fn a_given_name_is_found_by_each_of_its_readings() {
        for asked in ["liyue", "lile", "ly", "ll"] {
            assert!(finds("李乐", asked), "{asked}");
        }
        for asked in ["lvxiu", "Lǚ Xiù", "lx"] {
            assert!(finds("吕秀", asked), "{asked}");
        }
    }

    #[test]
    fn names_in_other_letters_and_of_many_polyphones_are_found_by_themselves() {
        for name in ["Maria da Silva", "古丽·巴哈尔", "A", "", "🦀", "重重重重重重重重重重重重"] {
            let keys = keys(name);
            assert!(keys.contains(&fold(name)) || name.is_empty(), "{name}");
            assert!(keys.len() <= 2 * SPELLINGS + 1, "{name}: {}", keys.len());
        }
        assert!(finds("Maria da Silva", "mariad"));
        assert!(finds("古丽·巴哈尔", "gulibahaer"));
        assert!(finds("古丽·巴哈尔", "古丽巴"));
    }
}
