//! The FHIR path of a place in JSON text, for a message about an element that has a wrong form.

/// The path of the element at this byte, `Patient.name[0].given`, and the value that stands there, shortened.
pub fn at(resource_type: &str, text: &str, offset: usize) -> (String, String) {
    let mut walk = Walk { path: Vec::new(), key: None };
    let bytes = text.as_bytes();
    let mut from = 0;
    let mut value_from = 0;
    while let Some(byte) = bytes.get(from).filter(|_| from < offset) {
        match byte {
            b'"' => {
                let end = string_end(bytes, from);
                let word = text.get(from + 1..end.saturating_sub(1)).unwrap_or("");
                let behind = bytes.get(end..).unwrap_or(&[]).iter().find(|byte| !byte.is_ascii_whitespace());
                if behind == Some(&b':') {
                    walk.key = Some(word.to_owned());
                    value_from = end;
                } else {
                    value_from = from;
                }
                from = end;
                continue;
            }
            b'{' | b'[' => {
                let step = if *byte == b'[' { Step::List(0) } else { Step::Object };
                walk.path.push((walk.key.take(), step));
                value_from = from + 1;
            }
            b'}' | b']' => {
                walk.path.pop();
                walk.key = None;
            }
            b',' => {
                if let Some((_, Step::List(at))) = walk.path.last_mut() {
                    *at += 1;
                } else {
                    walk.key = None;
                }
                value_from = from + 1;
            }
            _ => {}
        }
        from += 1;
    }
    let rest = text.get(value_from..).unwrap_or("").trim_start_matches([':', ' ', '\n', '\t']);
    let end = rest.find([',', '}', ']', '\n']).unwrap_or(rest.len());
    (walk.spell(resource_type), rest.get(..end).unwrap_or("").chars().take(60).collect())
}

/// The byte behind the string that begins at `from`.
fn string_end(bytes: &[u8], from: usize) -> usize {
    let mut escaped = false;
    for (at, byte) in bytes.iter().enumerate().skip(from + 1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    bytes.len()
}

enum Step {
    Object,
    List(usize),
}

struct Walk {
    path: Vec<(Option<String>, Step)>,
    key: Option<String>,
}

impl Walk {
    fn spell(&self, resource_type: &str) -> String {
        let mut out = resource_type.to_owned();
        for (key, step) in &self.path {
            if let Some(key) = key {
                out.extend([".", key]);
            }
            if let Step::List(at) = step {
                out.extend(["[", &at.to_string(), "]"]);
            }
        }
        if let Some(key) = &self.key {
            out.extend([".", key]);
        }
        out
    }
}

/// The byte of a line and column, both 1 first, as `serde_json` counts them.
pub fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    (before + column.saturating_sub(1)).min(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_element_is_named() {
        let text =
            "{\"resourceType\":\"Patient\",\n \"name\":[{\"family\":\"A, B\"},{\"given\":[\"x\", 5]}]}";
        let at_five = text.find('5').unwrap();
        let (path, value) = at("Patient", text, at_five);
        assert_eq!((path.as_str(), value.as_str()), ("Patient.name[1].given[1]", "5"));
        let text = "{\"birthDate\": 1999}";
        assert_eq!(at("Patient", text, text.find('1').unwrap()), ("Patient.birthDate".into(), "1999".into()));
        assert_eq!(offset("ab\ncd", 2, 2), 4);
        assert_eq!(at("Patient", "", 5), ("Patient".into(), String::new()));
    }
}
