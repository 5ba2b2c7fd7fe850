"""Words in the languages and signs that people write in, for whatever is printed."""

from __future__ import annotations

WRITTEN = {
    "Urdu": "ڈاکٹر، لڑکیاں ہیں ٹھیک ے",
    "Arabic": "مدرسة الأطفال",
    "Persian": "می‌خواهم بخوانم پچژگ",
    "Pashto": "ښوونځی ځوان ړټډۍ",
    "Sorani": "قوتابخانەکان ڕۆژ ێوار ڵ",
    "Hebrew": "בית ספר לילדים",
    "Punjabi": "ਸਾਡੇ ਬੱਚਿਆਂ ਦਾ ਸਕੂਲ",
    "Bengali": "আমাদের শিশুদের বিদ্যালয়",
    "Gujarati": "બાળકોની શાળા",
    "Tamil": "குழந்தைகள் பள்ளி",
    "Hindi": "बच्चों का विद्यालय",
    "Nepali": "बालबालिकाको विद्यालय",
    "Sinhala": "ළමා පාසල",
    "Thai": "โรงเรียนเด็ก",
    "Burmese": "ကလေးကျောင်း",
    "Chinese": "儿童学校",
    "Traditional Chinese": "兒童學校與家庭",
    "Japanese": "子どもの学校です",
    "Korean": "어린이 학교",
    "Greek": "Παιδικό σχολείο",
    "Ukrainian": "Дитяча школа їжак ґ",
    "Russian with stress": "до\u0301ма",
    "Georgian": "ბავშვთა სკოლა",
    "Armenian": "Մանկական դպրոց",
    "Tigrinya": "ቤት ትምህርቲ ቆልዑ",
    "Vietnamese": "Trường học ở phường",
    "Polish": "Szkoła dziecięca źdźbło",
    "Romanian": "Școală pentru părinți",
    "Somali": "Dugsiga carruurta",
    "Yoruba": "Ilé-ìwé ọmọdé ẹ̀kọ́",
    "Emoji": "😀 👍🏽 👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇬🇧 ❤️ 🧑🏿‍🏫 1️⃣",
    "Arrows": "← → ↑ ↓ ⇒ ↔ ➜",
    "Mathematics": "≤ ≥ ≠ ≈ ∑ √ ∞ ½ ⅓ 𝗯𝗼𝗹𝗱",
    "Signs": "€ ₹ ✓ ✗ ★ ☎ ♿ ① ☐ ■ № ♫",
}
EVERYTHING = " · ".join(WRITTEN.values())
# Where a reader of PDFs gives back just what was written: nothing is joined, moved or turned in them.
STRAIGHT = (
    "Chinese", "Traditional Chinese", "Japanese", "Korean", "Greek", "Ukrainian", "Georgian", "Armenian", "Tigrinya",
    "Polish", "Romanian", "Somali", "Arrows",
)  # fmt: skip
# Two that no face has: a letter of Syriac, one of Tibetan.
IN_NO_FACE = "ܐ ཀ"
SAID_INSTEAD = "[U+0710] [U+0F40]"
