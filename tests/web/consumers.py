"""How people ask: thirty questions of our own about the sample library, and names as they are misspelt.

Plain, misspelt, long, in Spanish; none repeats a title. Each with the key of the question that answers it.
"""

from __future__ import annotations

#: What somebody asks -> the key of the question of the sample library that answers it (feature R13).
ASKED = {
    "my mum has been told the cancer in her breast went to her bones, what does that mean":
        "metastatic-breast-cancer/what-is",
    "stage 4 breast cancer meaning": "metastatic-breast-cancer/what-is",
    "what can doctors still do for breast cancer that has spread": "metastatic-breast-cancer/treatments",
    "is chemo or hormone tablets better for metastatic brest cancer": "metastatic-breast-cancer/treatments",
    "how many years can you live with stage IV breast cancer": "metastatic-breast-cancer/outlook",
    "survival metastatic breast cancer": "metastatic-breast-cancer/outlook",
    "I'm 42, do I need a mammogram already?": "breast-cancer-screening/start-age",
    "when to get first mamogram": "breast-cancer-screening/start-age",
    "my blood pressure was 145 over 92, is that bad?": "high-blood-pressure/what-number",
    "normal blood presure numbers": "high-blood-pressure/what-number",
    "do I sit or stand when I take my blood pressure with the cuff at home": "high-blood-pressure/measure-at-home",
    "which arm for home bp monitor": "high-blood-pressure/measure-at-home",
    "Hello doctor, I hope you are well. My nurse says my pressure is a bit high. I really do not want to start tablets "
    "if I can avoid it. At which point do I need tablets for high blood pressure? Thank you and kind regards.":
        "high-blood-pressure/when-medicine",
    "how to bring down hypertension naturally without pills": "high-blood-pressure/without-medicine",
    "does less salt help my blood pressure": "high-blood-pressure/without-medicine",
    "baby aspirin daily with hypertension good or bad": "high-blood-pressure/aspirin",
    "always thirsty and peeing a lot, is it sugar diabetes": "type-2-diabetes/symptoms",
    "first signs of type 2 diabetis": "type-2-diabetes/symptoms",
    "metformin or insulin for type 2 diabetes": "type-2-diabetes/treatments",
    "can diabetes type two be reversed by losing weight": "type-2-diabetes/remission",
    "why do I keep getting migranes, is it chocolate or stress": "migraine/triggers",
    "best tablet to stop a migraine once it has started": "migraine/attack-treatment",
    "I get migraine with aura and my doctor wants to put me on birth control, is it dangerous":
        "migraine/contraceptive-pill",
    "my kid has a rash and fever and red eyes could it be measels": "measles/symptoms",
    "does the mmr vaccine cause autism": "measles/vaccine-safety",
    "I was born in 1975, should I get the measles jab again": "measles/adult-vaccination",
    "how often eye test when diabetic": "type-2-diabetes/eye-checks",
    "¿Qué puedo tomar para un ataque de migraña?": "migraine/attack-treatment",
    "síntomas de la diabetes tipo 2": "type-2-diabetes/symptoms",
    "¿Es segura la vacuna contra el sarampión?": "measles/vaccine-safety",
}  # fmt: skip

#: A name as it is misspelt -> as it is spelt (feature R15).
MISSPELT = {
    "migrane": "migraine", "migrain": "migraine", "migriane": "migraine", "mygraine": "migraine",
    "miagraine": "migraine", "migrainne": "migraine", "measels": "measles", "meassles": "measles",
    "measls": "measles", "mesles": "measles", "meales": "measles", "diabetis": "diabetes", "diabeties": "diabetes",
    "diabtes": "diabetes", "dyabetes": "diabetes", "daibetes": "diabetes", "diabettes": "diabetes",
    "hypertention": "hypertension", "hipertension": "hypertension", "hypertenshun": "hypertension",
    "hyertension": "hypertension", "hypertenson": "hypertension", "asprin": "aspirin", "asperin": "aspirin",
    "asprine": "aspirin", "aspirn": "aspirin", "mamogram": "mammogram", "mammagram": "mammogram",
    "mamagram": "mammogram", "mammogramm": "mammogram", "metastatik": "metastatic", "metastic": "metastatic",
    "metastattic": "metastatic", "metformine": "metformin", "metphormin": "metformin", "metforman": "metformin",
    "insuline": "insulin", "insullin": "insulin", "insuln": "insulin", "ibuprophen": "ibuprofen",
    "ibuprofin": "ibuprofen", "ibuprofren": "ibuprofen", "paracetemol": "paracetamol", "paracetmol": "paracetamol",
    "vacine": "vaccine", "vaccin": "vaccine", "vaxine": "vaccine", "chemotheraphy": "chemotherapy",
    "kemotherapy": "chemotherapy", "contraseptive": "contraceptive",
}  # fmt: skip
